using StackExchange.Redis;

namespace Clustering.Redis.Internal;

/// <summary>Finds the primary and connects to it. One implementation for each way to find it.</summary>
internal interface IRedisConnector
{
    /// <summary>Gets what to call the target in messages, such as <c>localhost:6379</c>. Never holds a password.</summary>
    string Target { get; }

    /// <summary>Gets a value indicating whether the multiplexer is ours to dispose.</summary>
    bool OwnsMultiplexer { get; }

    /// <summary>Connects, or throws what is in the way. A returned multiplexer reconnects to its one endpoint by itself.</summary>
    Task<IConnectionMultiplexer> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Begins to watch for failovers, where there can be any.</summary>
    void Watch(IFailoverListener listener)
    {
    }

    /// <summary>Whether a multiplexer's endpoint is still the primary, as far as is known.</summary>
    bool LeadsToPrimary(IConnectionMultiplexer multiplexer) => true;

    /// <summary>Whether somebody confirms just now that it is the primary. If not, a server that has restarted is not believed.</summary>
    bool IsConfirmed => true;
}
