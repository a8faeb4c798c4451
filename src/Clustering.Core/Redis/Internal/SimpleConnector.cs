using StackExchange.Redis;

namespace Clustering.Redis.Internal;

/// <summary>Connects to the one server that <c>spring.redis.host</c> and <c>port</c> name.</summary>
internal sealed class SimpleConnector(RedisSettings settings, RedisClientOptions client) : IRedisConnector
{
    public string Target => $"{settings.Host}:{settings.Port}";

    public bool OwnsMultiplexer => true;

    public async Task<IConnectionMultiplexer> ConnectAsync(CancellationToken cancellationToken) => await ConnectionMultiplexer
        .ConnectAsync(client.Create(EndPoints.From(new(settings.Host, settings.Port)))).WaitAsync(cancellationToken).ConfigureAwait(false);
}
