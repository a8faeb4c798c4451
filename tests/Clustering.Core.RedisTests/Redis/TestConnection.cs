using Clustering.Redis.Internal;
using Clustering.Redis.Internal.Tls;
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
    public static RedisSettings SharedSettings()
    {
        var options = StackExchange.Redis.ConfigurationOptions.Parse(SharedRedis.Configuration);
        return new()
        {
            Enabled = true,
            Host = SharedRedis.Host,
            Port = SharedRedis.Port,
            Username = options.User,
            Password = options.Password,
            Database = options.DefaultDatabase ?? 0,
            Tls = options.Ssl ? TlsSettings.Machine : null,
            Timeout = TimeSpan.FromSeconds(20),
        };
    }

    public static RedisSettings Settings(RedisServer server) => At(server.Port);

    public static RedisSettings At(int port) => new() { Enabled = true, Host = "127.0.0.1", Port = port, Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>Makes a connection that is not started.</summary>
    public static RedisConnection Create(RedisSettings settings, LogCapture? log = null, IRedisDiagnostician? diagnostician = null)
    {
        var client = new RedisClientOptions(settings, "test-node", []);
        return new(new SimpleConnector(settings, client), client, settings, TimeProvider.System, (log ?? new()).CreateLogger<RedisConnection>(), Metrics, diagnostician);
    }

    public static async Task<RedisConnection> StartAsync(RedisSettings settings, LogCapture? log = null)
    {
        var connection = Create(settings, log);
        await connection.StartAsync(ClusterStartup.Fail, TestContext.Current.CancellationToken);
        return connection;
    }
}
