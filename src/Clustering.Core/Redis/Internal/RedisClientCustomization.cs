using StackExchange.Redis;

namespace Clustering.Redis.Internal;

/// <summary>What the app changes about the client's options.</summary>
internal sealed record RedisClientCustomization(Action<ConfigurationOptions> Configure);
