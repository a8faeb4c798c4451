using StackExchange.Redis;

namespace Clustering.Redis.Internal;

/// <summary>Where the app's own multiplexer comes from.</summary>
internal sealed record RedisMultiplexerSource(Func<IServiceProvider, CancellationToken, ValueTask<IConnectionMultiplexer>> Connect);
