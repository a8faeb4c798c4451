using Clustering.Contracts.Sessions;
using Clustering.Sessions;
using Clustering.Testing;

namespace Clustering.Core.RedisTests.Sessions;

/// <summary>The contract of sessions, over Redis. After every test, nothing may be left that does not end by itself.</summary>
public sealed class RedisSessionRecordsTests(SharedConnection connection) : SessionRecordsContract, IAsyncDisposable
{
    private readonly string _cluster = ClusterNames.New("sessions");
    private int _backends;

    private protected override int RandomSequences => 1_000;

    private protected override int RandomLanes => 16;

    /// <summary>Looks for keys without a time to live.</summary>
    /// <returns>A task that ends when all keys have been looked at.</returns>
    public async ValueTask DisposeAsync() => Assert.Empty(await KeySweep.WithoutTtlAsync(SharedRedis.Connection, _cluster));

    private protected override SessionBackend CreateBackend(ClusterSessionOptions options) =>
        new RedisSessionBackend(connection.Redis, $"{_cluster}-{Interlocked.Increment(ref _backends)}", options);
}
