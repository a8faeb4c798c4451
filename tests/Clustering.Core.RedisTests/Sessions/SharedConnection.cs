using Clustering.Core.RedisTests.Redis;
using Clustering.Core.RedisTests.Sessions;
using Clustering.Redis.Internal;

[assembly: AssemblyFixture(typeof(SharedConnection))]

namespace Clustering.Core.RedisTests.Sessions;

/// <summary>One connection to the shared server, for all tests that do not break it.</summary>
public sealed class SharedConnection : IAsyncDisposable
{
    private readonly Lazy<Task<RedisConnection>> _connection = new(() => TestConnection.StartAsync(TestConnection.SharedSettings()));

    internal RedisConnection Redis => _connection.Value.GetAwaiter().GetResult();

    /// <summary>Closes it.</summary>
    /// <returns>A task that ends when it is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_connection.IsValueCreated)
        {
            await (await _connection.Value).DisposeAsync();
        }
    }
}
