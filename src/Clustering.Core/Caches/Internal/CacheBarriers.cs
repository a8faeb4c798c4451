using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Clustering.Internal;
using Clustering.Nodes;
using Clustering.Nodes.Internal;
using Microsoft.Extensions.Options;

namespace Clustering.Caches.Internal;

/// <summary>Waits until every node has applied an invalidation: asks all over the node channel, and each answers when it has.</summary>
/// <remarks>
/// A question, or an answer, may be lost, so it is asked again with every heartbeat. A node that cannot be asked has not been able to check either, so
/// its lease is over some time after the invalidation; what it does then, the policy of the cache says.
/// </remarks>
internal sealed class CacheBarriers : IClusterService, IDisposable
{
    private const string AskTopic = "cachewait";
    private const string DoneTopic = "cachedone";

    // Longer than anybody waits who has not asked again.
    private static readonly TimeSpan LongestWork = TimeSpan.FromSeconds(30);

    // By how much the clock of leases may be behind.
    private static readonly TimeSpan ClockStep = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<string, Waiting> _waiting = new(StringComparer.Ordinal);
    private readonly ICacheRegionStore _regions;
    private readonly INodeChannel _channel;
    private readonly IClusterNodes _nodes;
    private readonly CacheOptions _options;
    private readonly CacheClock _clock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stopped;

    public CacheBarriers(ICacheRegionStore regions, INodeChannel channel, IClusterNodes nodes, IOptions<CacheOptions> options, CacheClock clock)
    {
        _regions = regions;
        _channel = channel;
        _nodes = nodes;
        _options = options.Value;
        _clock = clock;
        _stopped = _stopping.Token;
        channel.Handle(AskTopic, OnAsked);
        channel.Handle(DoneTopic, OnDone);
    }

    /// <summary>Waits for all nodes but this one.</summary>
    /// <param name="token">The invalidation.</param>
    /// <param name="timeout">How long.</param>
    /// <param name="endsWithLease">Whether a node whose lease is over uses nothing old.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Those that have not answered.</returns>
    public async Task<IReadOnlyList<ClusterNode>> WaitAsync(CacheToken token, TimeSpan timeout, bool endsWithLease, CancellationToken cancellationToken)
    {
        var began = _clock.Time.GetTimestamp();
        var self = _nodes.Self.Id;
        var others = (await _nodes.ListAsync(cancellationToken).ConfigureAwait(false)).Where(node => node.Id != self).ToList();
        if (others.Count == 0)
        {
            return [];
        }

        var waiting = new Waiting(others.Select(static node => node.Id));
        var id = Guid.NewGuid().ToString("n");
        _waiting[id] = waiting;
        try
        {
            var question = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}\n{self}\n{token.Version}\n{token.Region}"));
            while (!waiting.Task.IsCompleted && Left() > TimeSpan.Zero)
            {
                await TryPublishAsync(null, AskTopic, question, cancellationToken).ConfigureAwait(false);
                var pause = Left() < _options.Heartbeat ? Left() : _options.Heartbeat;
                await Task.WhenAny(waiting.Task, Task.Delay(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, _clock.Time, cancellationToken)).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                if (endsWithLease && _clock.Time.GetElapsedTime(began) > _options.MaxStaleness + ClockStep)
                {
                    return [];
                }
            }

            return [.. others.Where(node => waiting.IsWaitedFor(node.Id))];
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }

        TimeSpan Left() => timeout - _clock.Time.GetElapsedTime(began);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => _stopping.CancelAsync();

    public void Dispose() => _stopping.Cancel();

    private ValueTask OnAsked(ReadOnlyMemory<byte> payload)
    {
        if (Encoding.UTF8.GetString(payload.Span).Split('\n', 4) is [var id, var asker, var version, var region]
            && asker != _nodes.Self.Id
            && long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            _ = AnswerAsync(id, asker, number, region); // Not here: messages wait meanwhile, and the one of the invalidation may be among them.
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask OnDone(ReadOnlyMemory<byte> payload)
    {
        if (Encoding.UTF8.GetString(payload.Span).Split('\n', 2) is [var id, var node] && _waiting.TryGetValue(id, out var waiting))
        {
            waiting.Done(node);
        }

        return ValueTask.CompletedTask;
    }

    private async Task AnswerAsync(string id, string asker, long version, string region)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stopped);
        limit.CancelAfter(LongestWork);
        try
        {
            await (_regions.Find(region)?.ReachAsync(version, limit.Token) ?? Task.CompletedTask).ConfigureAwait(false);
        }
        catch (Exception)
        {
            return; // Not done. A loader that fails is logged where it fails, and the asker asks again.
        }

        await TryPublishAsync(asker, DoneTopic, Encoding.UTF8.GetBytes($"{id}\n{_nodes.Self.Id}"), CancellationToken.None).ConfigureAwait(false);
    }

    private async Task TryPublishAsync(string? node, string topic, byte[] payload, CancellationToken cancellationToken)
    {
        try
        {
            await _channel.PublishAsync(node, topic, payload, cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterUnavailableException)
        {
            // It is asked again.
        }
    }

    private sealed class Waiting(IEnumerable<string> nodes)
    {
        private readonly HashSet<string> _nodes = [.. nodes];
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Task => _all.Task;

        public bool IsWaitedFor(string node)
        {
            lock (_nodes)
            {
                return _nodes.Contains(node);
            }
        }

        public void Done(string node)
        {
            lock (_nodes)
            {
                if (_nodes.Remove(node) && _nodes.Count == 0)
                {
                    _all.TrySetResult();
                }
            }
        }
    }
}
