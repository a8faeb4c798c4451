using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics;

namespace Clustering.Operations.Internal;

/// <summary>What callers see of operations, over whichever backend.</summary>
internal sealed class OperationService : IOperations
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(3_660);
    private static readonly TimeSpan LongestKeeping = TimeSpan.FromDays(30);
    private static readonly EnqueueOptions Usual = new();

    private readonly ConcurrentDictionary<string, OperationBatcher> _batchers = new(StringComparer.Ordinal);
    private readonly FrozenDictionary<string, OperationDefinition> _definitions;
    private readonly IOperationStore _store;
    private readonly IOperationSerializer _serializer;
    private readonly OperationSignals _signals;
    private readonly OperationIds _ids;
    private readonly TimeProvider _time;
    private readonly OperationMetrics _metrics;

    public OperationService(
        IEnumerable<OperationDefinition> definitions,
        IOperationStore store,
        IOperationSerializer serializer,
        OperationSignals signals,
        OperationIds ids,
        TimeProvider time,
        OperationMetrics metrics)
    {
        _definitions = definitions.ToFrozenDictionary(static definition => definition.Name, StringComparer.Ordinal);
        _store = store;
        _serializer = serializer;
        _signals = signals;
        _ids = ids;
        _time = time;
        _metrics = metrics;
    }

    public async ValueTask<string> EnqueueAsync<T>(T operation, EnqueueOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Check(options);
        using var activity = OperationTracing.Send(OperationType<T>.Name, 1);
        var ids = await SendAsync<T>([Draft(operation, options ?? Usual, OperationTokens.OfCaller(), activity)], activity, cancellationToken).ConfigureAwait(false);
        activity?.SetTag(OperationTracing.MessageId, ids[0]);
        return ids[0];
    }

    public async ValueTask<IReadOnlyList<string>> EnqueueManyAsync<T>(
        IEnumerable<T> operations, EnqueueOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operations);
        cancellationToken.ThrowIfCancellationRequested();
        Check(options);
        var drafts = new List<OperationDraft>();
        using var activity = OperationTracing.Send(OperationType<T>.Name, null);
        var tokens = OperationTokens.OfCaller();
        drafts.AddRange(operations.Select(operation => Draft(operation, options ?? Usual, tokens, activity)));
        activity?.SetTag(OperationTracing.BatchCount, drafts.Count);
        if (drafts.Count == 0)
        {
            return [];
        }

        if (drafts.Count <= OperationBatcher.Most)
        {
            return await SendAsync<T>([.. drafts], activity, cancellationToken).ConfigureAwait(false);
        }

        // One after the other, so that the order stays.
        var ids = new List<string>(drafts.Count);
        foreach (var chunk in drafts.Chunk(OperationBatcher.Most))
        {
            ids.AddRange(await SendAsync<T>(chunk, activity, cancellationToken).ConfigureAwait(false));
        }

        return ids;
    }

    public async ValueTask<OperationStatus?> FindAsync(string handler, string id, CancellationToken cancellationToken = default)
    {
        OperationNames.CheckHandler(handler, nameof(handler));
        OperationNames.Check(id, nameof(id));
        return await _store.FindAsync(handler, id, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<OperationStatus?> WaitAsync(
        string handler, string id, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var began = _time.GetTimestamp();
        try
        {
            while (true)
            {
                // In this order: what ends after the question is heard.
                var ended = _signals.EndOf(handler, id);
                var status = await FindAsync(handler, id, cancellationToken).ConfigureAwait(false);
                if (status is null or { HasEnded: true })
                {
                    return status;
                }

                var left = timeout is { } limit ? limit - _time.GetElapsedTime(began) : LongestSilence;
                if (left <= TimeSpan.Zero)
                {
                    throw new TimeoutException($"The operation {id} has not ended within {timeout}; it is {status.State}.");
                }

                try
                {
                    await ended.WaitAsync(left < LongestSilence ? left : LongestSilence, _time, cancellationToken).ConfigureAwait(false);
                }
                catch (TimeoutException)
                {
                    // The message may have been lost: look.
                }
            }
        }
        finally
        {
            _signals.Leave(handler, id);
        }
    }

    public async ValueTask<bool> CancelAsync(string handler, string id, string by = "", CancellationToken cancellationToken = default)
    {
        OperationNames.CheckHandler(handler, nameof(handler));
        OperationNames.Check(id, nameof(id));
        OperationNames.CheckKey(by, nameof(by));
        var turn = new OperationTurn { Handler = handler, Caller = _ids.Next(), Number = 1 };
        turn.Acts.Add(new(OperationVerb.Cancel, id, HasOutcome: true, Value: System.Text.Encoding.UTF8.GetBytes(by)));
        var reply = await _store.TurnAsync(turn, cancellationToken).ConfigureAwait(false);
        return reply.Results != "0";
    }

    private static void Check(EnqueueOptions? options)
    {
        if (options is null)
        {
            return;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(options.Delay, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Delay, LongestDelay, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.KeepOutcome, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.KeepOutcome, LongestKeeping, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.DeduplicationWindow, TimeSpan.FromMilliseconds(1), nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.DeduplicationWindow, LongestKeeping, nameof(options));
        if (options is { At: not null, Delay.Ticks: > 0 })
        {
            throw new ArgumentException("Both At and Delay are set; which is meant?", nameof(options));
        }

        if (!Enum.IsDefined(options.Priority))
        {
            throw new ArgumentException($"There is no priority {options.Priority}.", nameof(options));
        }

        if (options.DeduplicationKey is { } key)
        {
            OperationNames.CheckKey(key, nameof(options));
        }
    }

    private OperationDraft<T> Draft<T>(T operation, EnqueueOptions options, string tokens, Activity? activity)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return new(_ids.Next(), operation, options, _serializer.Serialize(operation), tokens, (activity ?? Activity.Current)?.Id ?? "", now, _definitions)
        {
            DeduplicationKey = options.DeduplicationKey,
            Window = options.DeduplicationWindow,
            Due = options.At is { } at ? Math.Max(1, at.ToUnixTimeMilliseconds()) : -(long)options.Delay.TotalMilliseconds,
        };
    }

    private async Task<string[]> SendAsync<T>(OperationDraft[] drafts, Activity? activity, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        var batcher = _batchers.GetOrAdd(
            OperationType<T>.Name,
            static (type, service) => new(type, [.. service._definitions.Values.Where(definition => definition.Type == type)], service._store),
            this);
        try
        {
            var ids = await batcher.AddAsync(drafts).WaitAsync(cancellationToken).ConfigureAwait(false);
            _metrics.Sent(OperationType<T>.Name, drafts.Length, _time.GetElapsedTime(began), null);
            return ids;
        }
        catch (Exception exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            _metrics.Sent(OperationType<T>.Name, drafts.Length, _time.GetElapsedTime(began), exception);
            throw;
        }
    }
}
