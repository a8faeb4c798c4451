using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Clustering.Contracts.Sessions;
using Clustering.Core.RedisTests.Sessions;
using Clustering.Redis.Internal;
using Clustering.Sessions.Internal;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Redis.Sentinels;

/// <summary>
/// Visitors who count in their sessions without a pause, each in his own. As each addition is a commit that is applied once, what is counted
/// in the end tells of every acknowledgement that was lost, and of every commit that was applied twice.
/// </summary>
internal sealed class CountingVisitors : IAsyncDisposable
{
    private const string Counter = "n";
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(20);

    private readonly CancellationTokenSource _stopping = new();
    private readonly SessionKeys _keys;
    private readonly Visitor[] _visitors;
    private readonly Task[] _counting;
    private readonly ConcurrentQueue<(Exception Error, TimeSpan Took)> _errors = [];
    private long _longestWait;
    private long _lastAcknowledged = Stopwatch.GetTimestamp();

    public CountingVisitors(RedisConnection redis, string cluster, int visitors = 6)
    {
        _keys = new SessionKeys(cluster, null);
        var backend = new RedisSessionBackend(redis, cluster, new());
        _visitors = [.. Enumerable.Range(0, visitors).Select(_ => new Visitor(backend.NewId()))];
        _counting = [.. _visitors.Select(visitor => Task.Run(() => CountAsync(backend, visitor)))];
    }

    /// <summary>Gets what failed, and after how long.</summary>
    public IReadOnlyCollection<(Exception Error, TimeSpan Took)> Errors => _errors;

    /// <summary>Gets how long a call took that took longest.</summary>
    public TimeSpan LongestWait => TimeSpan.FromTicks(Interlocked.Read(ref _longestWait));

    /// <summary>Gets how many additions were acknowledged.</summary>
    public long Acknowledged => _visitors.Sum(visitor => visitor.Acknowledged);

    /// <summary>Gets the moment of the last acknowledgement, as a <see cref="Stopwatch"/> timestamp.</summary>
    public long LastAcknowledged => Interlocked.Read(ref _lastAcknowledged);

    /// <summary>Gets what each visitor has acknowledged so far.</summary>
    public IReadOnlyList<long> Counts => [.. _visitors.Select(visitor => visitor.Acknowledged)];

    public async Task UntilAcknowledgedAsync(long more)
    {
        var goal = Acknowledged + more;
        await Testing.Eventually.TrueAsync(() => Acknowledged >= goal, $"the visitors count on: {string.Join('\n', _errors.Select(error => error.Error.Message).Distinct())}", TimeSpan.FromSeconds(40));
    }

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_counting);
    }

    /// <summary>What a server has, visitor by visitor.</summary>
    public async Task<IReadOnlyList<long>> FoundAsync(IConnectionMultiplexer server)
    {
        var values = await Task.WhenAll(_visitors.Select(visitor => server.GetDatabase().HashGetAsync(_keys.Record(visitor.Id), "." + Counter)));

        // The first byte says how a value is packed; a counter is text.
        return [.. values.Select(value => value.IsNull ? 0 : long.Parse(((string)value!)[1..], CultureInfo.InvariantCulture))];
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
    }

    private async Task CountAsync(RedisSessionBackend backend, Visitor visitor)
    {
        while (!_stopping.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            try
            {
                await new SessionRequest(backend.Records, visitor.Id, Idle, default).IncrementAsync(Counter);
                Interlocked.Increment(ref visitor.Acknowledged);
                Interlocked.Exchange(ref _lastAcknowledged, Stopwatch.GetTimestamp());
            }
            catch (Exception exception)
            {
                _errors.Enqueue((exception, Stopwatch.GetElapsedTime(began)));
                await Task.Delay(20); // As a visitor who tries again, not as an attack.
            }

            Longest(Stopwatch.GetElapsedTime(began).Ticks);
        }
    }

    private void Longest(long ticks)
    {
        for (var longest = Interlocked.Read(ref _longestWait); ticks > longest;)
        {
            longest = Interlocked.CompareExchange(ref _longestWait, ticks, longest);
        }
    }

    private sealed class Visitor(string id)
    {
        public long Acknowledged;

        public string Id { get; } = id;
    }
}
