using StackExchange.Redis;

namespace Clustering.Redis.Internal;

/// <summary>Connects to the one server that <c>spring.redis.host</c> and <c>port</c> name.</summary>
internal sealed class SimpleConnector(RedisSettings settings, RedisClientOptions client) : IRedisConnector
{
    public string Target => $"{settings.Host}:{settings.Port}";

    public bool OwnsMultiplexer => true;

    public Task<IConnectionMultiplexer> ConnectAsync(CancellationToken cancellationToken) =>
        client.ConnectAsync(EndPoints.From(new(settings.Host, settings.Port)), cancellationToken);
}
