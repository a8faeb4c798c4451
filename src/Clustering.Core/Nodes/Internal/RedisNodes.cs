using System.Collections.Concurrent;
using Clustering.Internal;
using Clustering.Redis.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clustering.Nodes.Internal;

/// <summary>The registry over Redis, and the heartbeat that keeps this node in it.</summary>
/// <remarks>Who may be at work besides the living is in <c>RedisNodes.Presence.cs</c>.</remarks>
internal sealed partial class RedisNodes : IClusterNodes, IRedisGenerationObserver, IClusterService, IDisposable
{
    private const string ChangedTopic = "nodes";

    // How long a dead node's record is kept. Nothing shows it yet; the key's own lifetime needs some margin over a lease.
    private static readonly TimeSpan Retention = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan LeaveLimit = TimeSpan.FromSeconds(1);

    private readonly RedisConnection _redis;
    private readonly NodeKeys _keys;
    private readonly NodeOptions _options;
    private readonly NodeIdentity _identity;
    private readonly INodeChannel _channel;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stopped;
    private readonly SemaphoreSlim _beating = new(1, 1);
    private readonly ConcurrentDictionary<string, bool> _unreadable = [];
    private volatile ClusterNode _self;
    private volatile IReadOnlyList<ClusterNode> _live;
    private Task? _loop;
    private bool _silent;

    public RedisNodes(
        RedisConnection redis, NodeKeys keys, NodeIdentity identity, INodeChannel channel, IOptions<NodeOptions> options, TimeProvider time, ILogger<RedisNodes> logger)
    {
        _redis = redis;
        _keys = keys;
        _options = options.Value;
        _identity = identity;
        _channel = channel;
        _time = time;
        _logger = logger;
        _stopped = _stopping.Token;
        _self = identity.Describe(ClusterNodeState.Joining);
        _live = [_self];
        channel.Handle(ChangedTopic, async _ => await RefreshAsync(_stopped).ConfigureAwait(false));
    }

    public ClusterNode Self => _self;

    public IReadOnlyList<ClusterNode> Live => _live;

    public async ValueTask<IReadOnlyList<ClusterNode>> ListAsync(CancellationToken cancellationToken = default) =>
        InOrder(await ReadAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false));

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _redis.Observe(this);
        _loop = Task.Run(() => BeatAsync(_stopped), CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_loop is { } loop)
        {
            await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // A beat under way must not bring the node back; one that comes later finds that the node stops.
        await _beating.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await NodeLeaveScript.RunAsync(_redis, _keys, _identity.Id, LeaveLimit, cancellationToken).ConfigureAwait(false);
            await _channel.PublishAsync(null, ChangedTopic, default, cancellationToken).ConfigureAwait(false);
            _logger.Left(_identity.Id);
        }
        catch (Exception exception) when (exception is ClusterUnavailableException or OperationCanceledException)
        {
            _logger.LeftUnheard(_identity.Id, exception.Message);
        }
        finally
        {
            _beating.Release();
        }
    }

    // Ends the heartbeat also where the host did not come to stop its services. Nothing else: a disposed semaphore leaves whoever
    // waits for it waiting for ever, and neither it nor the source holds anything that would have to be given back.
    public void Dispose() => _stopping.Cancel();

    public async Task OnGenerationAsync(RedisGeneration generation, CancellationToken cancellationToken)
    {
        Remember(generation.Primary);
        await BeatOnceAsync(withRecord: true, cancellationToken).ConfigureAwait(false);
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_options.Heartbeat, _time);
        try
        {
            do
            {
                await TryBeatAsync(cancellationToken).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task TryBeatAsync(CancellationToken cancellationToken)
    {
        try
        {
            await BeatOnceAsync(withRecord: false, cancellationToken).ConfigureAwait(false);
            _silent = false;
        }
        catch (ClusterUnavailableException exception)
        {
            // The connection reports the outage; once is enough here.
            if (!_silent)
            {
                _silent = true;
                _logger.HeartbeatFailed(exception.Message);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _logger.HeartbeatBroken(exception);
        }
    }

    private async Task BeatOnceAsync(bool withRecord, CancellationToken cancellationToken)
    {
        await _beating.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_stopped.IsCancellationRequested)
            {
                return;
            }

            var ids = withRecord ? null : await SendAsync(default, cancellationToken).ConfigureAwait(false);
            var isNews = ids is null;
            if (isNews)
            {
                ids = await SendAsync(NodeRecord.Write(_identity.Describe(ClusterNodeState.Ready)), cancellationToken).ConfigureAwait(false);
            }

            // Only now: before, nobody could see it. Also after a beat whose answer was lost.
            if (_self.State != ClusterNodeState.Ready)
            {
                _self = _identity.Describe(ClusterNodeState.Ready);
            }

            if (isNews)
            {
                await _channel.PublishAsync(null, ChangedTopic, default, cancellationToken).ConfigureAwait(false);
            }

            if (ids is not null && !IsKnown(ids))
            {
                _live = await ListAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _beating.Release();
        }
    }

    private async Task<string[]?> SendAsync(ReadOnlyMemory<byte> record, CancellationToken cancellationToken)
    {
        var sent = _time.GetTimestamp();
        var ids = await NodeHeartbeatScript.RunAsync(_redis, _keys, _identity.Id, _options.Lease, record, Retention, cancellationToken).ConfigureAwait(false);
        if (ids is not null)
        {
            Beaten(sent);
        }

        return ids;
    }

    private bool IsKnown(string[] ids)
    {
        var live = _live;
        return ids.Length == live.Count && live.All(node => ids.Contains(node.Id)) && !live.Any(node => node.State == ClusterNodeState.Joining);
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            _live = await ListAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ClusterUnavailableException or OperationCanceledException)
        {
            // The next heartbeat finds out.
        }
    }
}
