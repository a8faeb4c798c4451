using Clustering.Testing.Internal;
using StackExchange.Redis;

namespace Clustering.Testing;

/// <summary>
/// Redis under Sentinel, real and of the test's own: a primary, its replicas and their sentinels on free loopback ports, which the test may
/// kill, freeze and tell to fail over. None of it outlives the test process.
/// </summary>
public sealed partial class SentinelCluster : IAsyncDisposable
{
    private readonly SentinelClusterOptions _options;
    private readonly string _folder = Directory.CreateTempSubdirectory("clustering-sentinel-").FullName;
    private readonly List<RedisProcess> _servers = [];
    private readonly List<RedisProcess> _sentinels = [];

    private SentinelCluster(SentinelClusterOptions options)
    {
        _options = options;
        Certificates = new TestCertificates(_folder);
    }

    /// <summary>Gets the primary of the beginning and its replicas.</summary>
    public IReadOnlyList<RedisProcess> Servers => _servers;

    /// <summary>Gets the sentinels.</summary>
    public IReadOnlyList<RedisProcess> Sentinels => _sentinels;

    /// <summary>Gets the name by which the sentinels know the primary.</summary>
    public string MasterName => _options.MasterName;

    /// <summary>Gets where the sentinels are, as a setting has it: <c>host:port,host:port</c>.</summary>
    public string SentinelNodes => string.Join(',', _sentinels.Select(sentinel => sentinel.EndPoint));

    /// <summary>Gets what whoever connects by TLS has to trust.</summary>
    public TestCertificates Certificates { get; }

    /// <summary>Connects the test itself to the primary of this moment.</summary>
    /// <returns>A connection of the test's own. Dispose it.</returns>
    public async Task<IConnectionMultiplexer> ConnectPrimaryAsync() =>
        await ConnectionMultiplexer.ConnectAsync((await PrimaryAsync()).Options());

    /// <summary>Reads what all the processes wrote so far, for the message of a test that fails.</summary>
    /// <returns>The text, process by process.</returns>
    public string Output() =>
        string.Join('\n', _servers.Concat(_sentinels).Select(process => $"=== {process}\n{process.Output()}"));

    /// <summary>Ends every process, frozen ones too, and removes every file.</summary>
    /// <returns>A task that has ended.</returns>
    public async ValueTask DisposeAsync()
    {
        // The sentinels first, so that none begins a failover.
        foreach (var process in _sentinels.Concat(_servers))
        {
            await process.DisposeAsync();
        }

        Certificates.Dispose();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
