using System.Net;
using Clustering.Testing.Internal;
using StackExchange.Redis;
using Xunit;

namespace Clustering.Testing;

/// <summary>The one Redis that all tests of an assembly share, each with a cluster name of its own (<see cref="ClusterNames"/>).</summary>
/// <remarks>
/// An assembly asks for it with <c>[assembly: AssemblyFixture(typeof(SharedRedis))]</c>. It is the running server that the environment
/// variable <c>CLUSTERING_TEST_REDIS</c> names (a StackExchange.Redis configuration string), else one of the assembly's own
/// (<see cref="ServerKind.Current"/>). Where there is neither, whatever asks for it fails and says what to do. Nothing is skipped.
/// </remarks>
public sealed class SharedRedis : IAsyncLifetime
{
    /// <summary>The environment variable that names a running server.</summary>
    public const string Variable = "CLUSTERING_TEST_REDIS";

    private static volatile SharedRedis? current;

    private RedisServer? _server;
    private ConnectionMultiplexer? _connection;
    private ConfigurationOptions? _options;
    private Exception? _failure;

    /// <summary>Gets a connection for the test's own looks into Redis. Not to be disposed.</summary>
    public static IConnectionMultiplexer Connection => Current._connection!;

    /// <summary>Gets what an app needs to get in.</summary>
    public static ServerAccess AppAccess => Current._server?.AppAccess ?? ServerAccess.Of(Current._options!);

    /// <summary>Gets the server's host name or address.</summary>
    public static string Host => EndPoint.Host;

    /// <summary>Gets the server's port.</summary>
    public static int Port => EndPoint.Port;

    private static SharedRedis Current
    {
        get
        {
            var found = current ?? throw new InvalidOperationException(
                "This assembly has no shared Redis. Add '[assembly: AssemblyFixture(typeof(SharedRedis))]'.");
            return found._failure is null
                ? found
                : throw new InvalidOperationException($"This test needs Redis. {found._failure.Message}", found._failure);
        }
    }

    private static (string Host, int Port) EndPoint => Current._options!.EndPoints[0] switch
    {
        IPEndPoint ip => (ip.Address.ToString(), ip.Port),
        DnsEndPoint dns => (dns.Host, dns.Port),
        var other => throw new NotSupportedException($"{Variable} must name a host and a port, not '{other}'."),
    };

    /// <summary>Makes the settings with which an app finds this server.</summary>
    /// <param name="clusterName">The test's cluster.</param>
    /// <returns>Keys and values for <c>AddInMemoryCollection</c>.</returns>
    public static Dictionary<string, string?> Settings(string clusterName) => AppAccess.Settings(Host, Port, clusterName);

    /// <summary>Makes what StackExchange.Redis needs to connect the test itself.</summary>
    /// <returns>New options, to be changed at will.</returns>
    public static ConfigurationOptions Options() => Current._options!.Clone();

    /// <summary>Finds or starts the server. Called by xunit. Does not throw: tests that need no Redis must run without one.</summary>
    /// <returns>A task that ends when the server answers or cannot be had.</returns>
    public async ValueTask InitializeAsync()
    {
        current = this;
        try
        {
            _options = await FindAsync();
            _connection = await ConnectionMultiplexer.ConnectAsync(_options);
        }
        catch (RedisConnectionException exception)
        {
            var named = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } ? $", which {Variable} names," : "";
            _failure = new InvalidOperationException(
                $"The one at '{_options?.ToString(includePassword: false)}'{named} cannot be reached.", exception);
        }
        catch (Exception exception)
        {
            _failure = exception;
        }
    }

    /// <summary>Ends the server if it is our own, and fails the run if any server of the assembly was left with keys that never end.</summary>
    /// <returns>A task that ends when the server has.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        KeySweep.ThrowIfNoted();
    }

    private async Task<ConfigurationOptions> FindAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } configuration)
        {
            var options = ConfigurationOptions.Parse(configuration);
            options.AllowAdmin = true;
            return options;
        }

        try
        {
            _server = await RedisServer.StartAsync();
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidOperationException(
                $"{exception.Message} Or set {Variable} to a server that is running, as 'localhost:6379'.", exception);
        }

        return _server.Options();
    }
}
