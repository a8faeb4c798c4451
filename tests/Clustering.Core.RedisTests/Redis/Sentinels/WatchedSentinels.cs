using System.Net;
using Clustering.Configuration.Internal;
using Clustering.Redis.Internal;
using Clustering.Redis.Internal.Sentinels;
using Clustering.Testing;

namespace Clustering.Core.RedisTests.Redis.Sentinels;

/// <summary>Some fake sentinels that know each other and say the same, and a watcher over them.</summary>
internal sealed class WatchedSentinels : IAsyncDisposable
{
    public static readonly HostAndPort First = new("127.0.0.1", 7010);
    public static readonly HostAndPort Second = new("127.0.0.1", 7011);

    private readonly List<FakeSentinel> _fakes = [];
    private readonly Func<HostAndPort, StackExchange.Redis.ConfigurationOptions> _options;
    private SentinelWatcher? _watcher;

    public WatchedSentinels(int count = 3)
    {
        _fakes.AddRange(Enumerable.Range(0, count).Select(_ => new FakeSentinel()));
        for (var i = 0; i < count; i++)
        {
            Say(i, First, epoch: 1);
        }

        Settings = new("mymaster", [.. _fakes.Select(AddressOf)]);
        _options = address => new RedisClientOptions(
            new() { ConnectTimeout = TimeSpan.FromSeconds(2) }, "test-node", []).CreateForSentinel(address, Settings);
    }

    public SentinelSettings Settings { get; set; }

    public FailoverRecorder Listener { get; } = new();

    public LogCapture Log { get; } = new();

    public IReadOnlyList<FakeSentinel> Fakes => _fakes;

    public SentinelWatcher Watcher => _watcher!;

    public static HostAndPort AddressOf(FakeSentinel sentinel) => new("127.0.0.1", sentinel.Port);

    /// <summary>Sets what a sentinel says; with <paramref name="failover"/>, that it leads one.</summary>
    public void Say(int sentinel, HostAndPort primary, long epoch, string? failover = null) => _fakes[sentinel].State = _fakes[sentinel].State with
    {
        Primary = new(primary.Host, primary.Port) { Flags = "master" },
        ConfigEpoch = epoch,
        FailoverState = failover,
        Sentinels = [.. _fakes.Where((_, other) => other != sentinel).Select(other => new FakeInstance("127.0.0.1", other.Port))],
    };

    public void SayAll(HostAndPort primary, long epoch)
    {
        for (var i = 0; i < _fakes.Count; i++)
        {
            Say(i, primary, epoch);
        }
    }

    public SentinelWatcher Start()
    {
        _watcher = new(Settings, _options, TimeProvider.System, Log.CreateLogger<SentinelWatcher>());
        _watcher.Start(Listener);
        return _watcher;
    }

    /// <summary>Starts, and waits until the first primary is known and every sentinel is listened to.</summary>
    public async Task<SentinelWatcher> StartedAsync()
    {
        Start();
        await Eventually.TrueAsync(() => Watcher.Verdict is not null && _fakes.All(fake => fake.Subscribers > 0), "the sentinels are listened to");
        return Watcher;
    }

    public async ValueTask DisposeAsync()
    {
        if (_watcher is not null)
        {
            await _watcher.DisposeAsync();
        }

        foreach (var fake in _fakes)
        {
            await fake.DisposeAsync();
        }
    }
}
