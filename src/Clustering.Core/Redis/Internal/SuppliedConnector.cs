using StackExchange.Redis;

namespace Clustering.Redis.Internal;

/// <summary>Uses the app's own multiplexer, which stays the app's: it is never closed or disposed here.</summary>
internal sealed class SuppliedConnector(Func<CancellationToken, ValueTask<IConnectionMultiplexer>> supply) : IRedisConnector
{
    public string Target => "the application's own IConnectionMultiplexer";

    public bool OwnsMultiplexer => false;

    public async Task<IConnectionMultiplexer> ConnectAsync(CancellationToken cancellationToken) =>
        await supply(cancellationToken).ConfigureAwait(false)
        ?? throw new InvalidOperationException("UseConnection was given a function that returned no IConnectionMultiplexer.");
}
