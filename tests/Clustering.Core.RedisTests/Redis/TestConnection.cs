using Clustering.Redis.Internal;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;
using System.Diagnostics.Metrics;

namespace Clustering.Core.RedisTests.Redis;

/// <summary>A connection as a node has it, made by hand.</summary>
internal static class TestConnection
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public static RedisMetrics Metrics { get; } = new(Services.GetRequiredService<IMeterFactory>());

    /// <summary>Settings for the server that all tests share.</summary>
    public static RedisSettings SharedSettings() =>
        With(SharedRedis.AppAccess) with { Host = SharedRedis.Host, Port = SharedRedis.Port, Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>Settings for a server of the test's own.</summary>
    public static RedisSettings Settings(RedisServer server) => With(server.AppAccess) with { Port = server.Port };

    /// <summary>Settings for a wire to it.</summary>
    public static RedisSettings Settings(RedisServer server, TcpProxy wire) => With(server.AppAccess) with { Port = wire.Port };

    /// <summary>Settings for a port at which there is nothing.</summary>
    public static RedisSettings At(int port) => With(new()) with { Port = port };

    /// <summary>Makes a connection that is not started.</summary>
    public static RedisConnection Create(RedisSettings settings, LogCapture? log = null)
    {
        var client = new RedisClientOptions(settings, "test-node", [new(TestAuthority.Trust)]);
        return new(new SimpleConnector(settings, client), client, settings, TimeProvider.System, (log ?? new()).CreateLogger<RedisConnection>(), Metrics);
    }

    public static async Task<RedisConnection> StartAsync(RedisSettings settings, LogCapture? log = null)
    {
        var connection = Create(settings, log);
        await connection.StartAsync(ClusterStartup.Fail, TestContext.Current.CancellationToken);
        return connection;
    }

    private static RedisSettings With(ServerAccess access) => new()
    {
        Enabled = true,
        Host = "127.0.0.1",
        Username = access.User,
        Password = access.Password,
        Database = access.Database,
        Ssl = access.IsTls,
        Timeout = TimeSpan.FromSeconds(10),
    };
}
