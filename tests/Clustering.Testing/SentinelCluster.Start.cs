using Clustering.Testing.Internal;

namespace Clustering.Testing;

/// <content>How it begins, and when all is well.</content>
public sealed partial class SentinelCluster
{
    private const int Attempts = 5;

    /// <summary>Starts everything and waits until it is well, as <see cref="WaitUntilWellAsync"/> says.</summary>
    /// <param name="options">What to start; one primary, two replicas and three sentinels if not given.</param>
    /// <returns>The cluster. Dispose it.</returns>
    /// <exception cref="InvalidOperationException">
    /// A program is not on the PATH, or ended at once; the message has what it wrote.
    /// </exception>
    public static async Task<SentinelCluster> StartAsync(SentinelClusterOptions? options = null)
    {
        options ??= new SentinelClusterOptions();
        options.Check();
        for (var attempt = 1; ; attempt++)
        {
            var cluster = new SentinelCluster(options);
            try
            {
                await cluster.LaunchAsync();
                return cluster;
            }
            catch (InvalidOperationException exception) when (attempt < Attempts && RedisProcess.IsPortTaken(exception))
            {
                await cluster.DisposeAsync();
            }
            catch
            {
                await cluster.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>
    /// Waits until all that runs is well: the sentinels see each other and agree, they have their quorum, and each server is the primary
    /// or one of its replicas and up to date. After a failover that takes ten seconds, because the sentinels wait that long before
    /// they make a replica of the former primary.
    /// </summary>
    /// <returns>The primary.</returns>
    public async Task<RedisProcess> WaitUntilWellAsync()
    {
        RedisProcess? primary = null;
        await UntilAsync(
            async () => (primary = await AgreedPrimaryAsync()) is not null
                && await ReplicatesAsync(primary)
                && await IsWatchedAsync(primary),
            "all that runs is well");
        return primary!;
    }

    private async Task LaunchAsync()
    {
        var ports = new Queue<int>(FreePorts(1 + _options.Replicas + (2 * _options.Sentinels)));
        int[] servers = [.. Enumerable.Range(0, 1 + _options.Replicas).Select(_ => ports.Dequeue())];
        SentinelPlace[] sentinels = [.. Enumerable.Range(0, _options.Sentinels).Select(_ => NewPlace(ports))];
        var files = new SentinelClusterFiles(_options, Certificates, servers[0], sentinels);

        _servers.AddRange(servers.Select(port => new RedisProcess(
            "redis-server",
            new(_options.Host, port, _options.RedisUser, _options.RedisPassword, _options.RedisTls ? Certificates : null),
            files.Redis(port))));
        await Task.WhenAll(_servers.Select(server => server.LaunchAsync()));

        // A sentinel that finds the replicas at its first look does not need a second one, ten seconds later.
        await UntilAsync(() => ReplicatesAsync(_servers[0]), "the replicas are up to date");

        _sentinels.AddRange(sentinels.Select(place => new RedisProcess(
            "redis-sentinel",
            new(_options.Host, place.Port, _options.SentinelUser, _options.SentinelPassword, _options.SentinelTls ? Certificates : null),
            files.Sentinel(place))));
        await Task.WhenAll(_sentinels.Select(sentinel => sentinel.LaunchAsync()));
        await WaitUntilWellAsync();
    }

    private static HashSet<int> FreePorts(int count)
    {
        var ports = new HashSet<int>();
        while (ports.Count < count)
        {
            ports.Add(FreePort.Next());
        }

        return ports;
    }

    private SentinelPlace NewPlace(Queue<int> ports)
    {
        var port = ports.Dequeue();
        return new(SentinelPlace.NewId(), port, _options.SentinelTls == _options.RedisTls ? port : ports.Dequeue());
    }
}
