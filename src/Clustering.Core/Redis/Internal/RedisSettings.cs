namespace Clustering.Redis.Internal;

internal sealed record RedisSettings
{
    public bool Enabled { get; init; }
    public SentinelSettings? Sentinel { get; init; }
    public string Host { get; init; } = "localhost";
    public int Port { get; init; } = 6379;
    public string? Username { get; init; }
    public string? Password { get; init; }
    public int Database { get; init; }
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);
    public string? ClientName { get; init; }
    public bool Ssl { get; init; }
    public string? SslBundle { get; init; }
}

internal sealed record SentinelSettings;
