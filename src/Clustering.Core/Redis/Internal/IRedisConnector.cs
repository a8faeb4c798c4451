using StackExchange.Redis;

namespace Clustering.Redis.Internal;

/// <summary>Finds the primary and connects to it. One implementation for each way to find it.</summary>
/// <remarks>The Sentinel watcher is to be one of these: it also asks the connection for a new generation when the primary moves.</remarks>
internal interface IRedisConnector
{
    /// <summary>Gets what to call the target in messages, such as <c>localhost:6379</c>. Never holds a password.</summary>
    string Target { get; }

    /// <summary>Gets a value indicating whether the multiplexer is ours to dispose.</summary>
    bool OwnsMultiplexer { get; }

    /// <summary>Connects, or throws. A returned multiplexer reconnects to its one endpoint by itself.</summary>
    Task<IConnectionMultiplexer> ConnectAsync(CancellationToken cancellationToken);
}
