using Clustering.Redis.Internal;

namespace Clustering.Leases.Internal;

// Extending: all leases together, in as few commands as keep each script short.
internal sealed partial class LeaseKeeper
{
    /// <summary>How many leases one script extends: about half a millisecond of the server's time.</summary>
    public const int Most = 500;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(500);

    private readonly Lock _renewing = new();
    private Task? _renewal;
    private bool _isWanted;
    private TimeSpan _renewAfter;
    private long _retryAt;
    private bool _isFailing;

    /// <summary>Extends all leases. If that is under way, they are extended once more when it is done.</summary>
    private Task RenewAsync()
    {
        lock (_renewing)
        {
            if (_renewal is { IsCompleted: false })
            {
                _isWanted = true;
                return _renewal;
            }

            return _renewal = Task.Run(RenewAllAsync);
        }
    }

    private async Task RenewAllAsync()
    {
        while (true)
        {
            var chunks = _held.Values.Chunk(Most).ToArray();
            var results = await Task.WhenAll(chunks.Select(RenewChunkAsync)).ConfigureAwait(false);
            Note(Array.Find(results, static problem => problem is not null));
            lock (_renewing)
            {
                if (!_isWanted)
                {
                    _renewal = null;
                    break;
                }

                _isWanted = false;
            }
        }

        Look();
    }

    // All leases are in step after the first round, and all nodes that started together would be too; so every round is a little shorter.
    private TimeSpan Jittered() => Terms.RenewEvery * (0.85 + (0.15 * Random.Shared.NextDouble()));

    private void Note(Exception? problem)
    {
        _renewAfter = Jittered();
        var pause = RetryAfter < Terms.RenewEvery ? RetryAfter : Terms.RenewEvery;
        Volatile.Write(ref _retryAt, problem is null ? 0 : After(_time.GetTimestamp(), pause));

        // Once for each row of failures: the connection reports an outage, and each lease that is lost is reported too.
        if (problem is not null && !_isFailing)
        {
            _logger.RenewalFailed(problem.Message, problem is ClusterUnavailableException ? null : problem);
        }

        _isFailing = problem is not null;
    }

    private async Task<Exception?> RenewChunkAsync(HeldLease[] leases)
    {
        var sent = _time.GetTimestamp();
        var due = leases.Min(lease => After(lease.Renewed, _renewAfter));
        try
        {
            // Whoever waits longer than that for one answer has no time left to ask again.
            var limit = _redis.Timeout < Terms.RenewEvery ? _redis.Timeout : Terms.RenewEvery;
            var verdicts = await LeaseRenewScript.RunAsync(_redis, _keys, leases, Terms.Lease, limit, CancellationToken.None).ConfigureAwait(false);
            for (var i = 0; i < leases.Length; i++)
            {
                if (verdicts[i] is { } instead)
                {
                    Lose(leases[i], Explain(leases[i], instead));
                }
                else
                {
                    leases[i].Extend(sent, After(sent, Terms.Reliable));
                }
            }

            _metrics.Renewed(_time.GetElapsedTime(Math.Min(due, sent)));
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private static LeaseLoss Explain(HeldLease lease, string instead)
    {
        if (instead.Length == 0)
        {
            return new(LeaseLossReason.Expired);
        }

        try
        {
            var record = LeaseRecord.Parse(instead);
            return record switch
            {
                { IsHeld: true } => new(LeaseLossReason.TakenOver, record.Node),
                { Owner: var owner } when owner != lease.Owner => new(LeaseLossReason.Expired),
                { By: not null } => new(LeaseLossReason.Forced, record.By, record.Why),
                _ => new(LeaseLossReason.TakenOver),
            };
        }
        catch (InvalidDataException)
        {
            return new(LeaseLossReason.TakenOver); // Whatever it is, it is not ours.
        }
    }
}
