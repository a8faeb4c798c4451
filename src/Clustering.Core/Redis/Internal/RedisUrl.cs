using Clustering.Configuration.Internal;

namespace Clustering.Redis.Internal;

/// <summary>What a <c>redis://</c> address says; <see langword="null"/> is what it leaves open.</summary>
internal sealed record RedisUrl(bool Ssl, string Host, int Port, string? Username, string? Password, int? Database)
{
    public override string ToString() => $"{(Ssl ? "rediss" : "redis")}://{new HostAndPort(Host, Port)}{(Database is { } database ? $"/{database}" : "")}";
}
