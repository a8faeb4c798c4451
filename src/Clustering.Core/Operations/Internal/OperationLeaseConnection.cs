using Clustering.Redis.Internal;
using StackExchange.Redis;

namespace Clustering.Operations.Internal;

/// <summary>A connection for leases alone, whose threads are its own: the node's one connection sends and receives by threads of the pool.</summary>
/// <remarks>
/// Nothing else may have one (see the connection's readme). It is only made where the node has handlers, follows the generations of the node's connection, and
/// whoever uses it falls back to that. Where the app brings its multiplexer, there is none, and leases need the pool.
/// </remarks>
internal sealed class OperationLeaseConnection(IRedisConnector connector, RedisClientOptions client, RedisSettings settings) : IDisposable
{
    private static readonly SocketManager Threads = new("Clustering leases", workerCount: 2);

    private volatile IConnectionMultiplexer? _multiplexer;
    private long _primary;

    /// <summary>Gets where to send; <see langword="null"/> if there is nothing that could be relied on.</summary>
    public IDatabaseAsync? Database => _multiplexer is { IsConnected: true } multiplexer ? multiplexer.GetDatabase(settings.Database) : null;

    public async Task FollowAsync(RedisGeneration generation, CancellationToken cancellationToken)
    {
        if (!connector.OwnsMultiplexer || _primary == generation.Primary.Number)
        {
            return;
        }

        Close();
        var options = client.Create(generation.Multiplexer.GetEndPoints()[0]);
        options.SocketManager = Threads;
        try
        {
            _multiplexer = await ConnectionMultiplexer.ConnectAsync(options).WaitAsync(cancellationToken).ConfigureAwait(false);
            _primary = generation.Primary.Number;
        }
        catch (Exception exception) when (exception is RedisException or IOException or ObjectDisposedException)
        {
            // With the next generation; until then the node's own has to do.
        }
    }

    public void Dispose() => Close();

    private void Close()
    {
        if (Interlocked.Exchange(ref _multiplexer, null) is { } former)
        {
            _ = former.DisposeAsync().AsTask();
        }
    }
}
