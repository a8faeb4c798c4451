using Clustering.Configuration.Internal;
using Clustering.Redis.Internal.Tls;

namespace Clustering.Redis.Internal;

/// <summary>How to reach Redis, as read from <c>redis.enabled</c>, <c>spring.data.redis.*</c> and <c>spring.redis.*</c>.</summary>
internal sealed record RedisSettings
{
    /// <summary>Gets whether there is a Redis at all. If not, this process is the whole cluster and opens no socket.</summary>
    public bool Enabled { get; init; }

    /// <summary>Gets who knows the primary; <see langword="null"/> if <see cref="Host"/> and <see cref="Port"/> are it.</summary>
    public SentinelSettings? Sentinel { get; init; }

    public string Host { get; init; } = "localhost";

    public int Port { get; init; } = 6379;

    public string? Username { get; init; }

    public string? Password { get; init; }

    public int Database { get; init; }

    /// <summary>Gets how long one command may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets how long it may take to connect.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets the name that <c>CLIENT LIST</c> shows; <see langword="null"/> leaves it to the connection.</summary>
    public string? ClientName { get; init; }

    /// <summary>Gets how to speak TLS to Redis; <see langword="null"/>: without.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>Shows everything but the passwords.</summary>
    public override string ToString()
    {
        if (!Enabled)
        {
            return "Redis is off";
        }

        var at = Sentinel?.ToString() ?? new HostAndPort(Host, Port).ToString();
        return $"Redis at {at}, database {Database}, user {Username ?? "default"}, {(Password is null ? "no password" : "with a password")}, " +
            $"TLS {Tls?.ToString() ?? "off"}, timeout {Durations.Show(Timeout)}, connect timeout {Durations.Show(ConnectTimeout)}";
    }
}
