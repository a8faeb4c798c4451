using System.Diagnostics.Metrics;
using System.Security.Cryptography.X509Certificates;
using Clustering.Redis.Internal;
using Clustering.Redis.Internal.Tls;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

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
    public static RedisConnection Create(RedisSettings settings, LogCapture? log = null, IRedisDiagnostician? diagnostician = null)
    {
        var client = new RedisClientOptions(settings, "test-node", []);
        return Create(settings, client, new SimpleConnector(settings, client), log, diagnostician);
    }

    /// <summary>Makes one over an app's own, which is not started.</summary>
    public static RedisConnection Create(RedisSettings settings, IConnectionMultiplexer multiplexer) => Create(
        settings, new RedisClientOptions(settings, "test-node", []), new SuppliedConnector(_ => new(multiplexer)), null, null);

    public static async Task<RedisConnection> StartAsync(RedisSettings settings, LogCapture? log = null)
    {
        var connection = Create(settings, log);
        await connection.StartAsync(ClusterStartup.Fail, TestContext.Current.CancellationToken);
        return connection;
    }

    private static RedisConnection Create(
        RedisSettings settings, RedisClientOptions client, IRedisConnector connector, LogCapture? log, IRedisDiagnostician? diagnostician) =>
        new(connector, client, settings, TimeProvider.System, (log ?? new()).CreateLogger<RedisConnection>(), Metrics, diagnostician);

    private static RedisSettings With(ServerAccess access) => new()
    {
        Enabled = true,
        Host = "127.0.0.1",
        Username = access.User,
        Password = access.Password,
        Database = access.Database,
        Tls = access.AuthorityFile is { } file ? new TlsSettings { Bundle = "rig", Roots = [X509CertificateLoader.LoadCertificateFromFile(file)] }
            : access.IsTls ? TlsSettings.Machine
            : null,
        Timeout = TimeSpan.FromSeconds(10),
    };
}
