using Microsoft.Extensions.Options;

namespace Clustering.Sessions.Internal;

/// <summary>Sessions without Redis, in this process' memory. One lock where Redis has one thread; otherwise as the scripts have it.</summary>
internal sealed partial class InProcessSessions(IOptions<ClusterSessionOptions> options, SessionObservers observers, TimeProvider time)
    : ISessionRecords, ISessionDirectory
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, InProcessSessionRecord> _records = [];
    private readonly Dictionary<string, long> _revoked = [];
    private long _nextSweep;
    private long _lastMicrosecond;

    /// <summary>Gets how many sessions are held, expired ones not yet swept included.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _records.Count;
            }
        }
    }

    public Task<SessionLoad> LoadAsync(SessionLoadRequest request, TimeSpan limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var now = Now();
            if (Find(request.Id, now) is not { } record)
            {
                return Task.FromResult(new SessionLoad(SessionLoadStatus.Missing));
            }

            if (record.MovedTo is { } moved)
            {
                if (Find(Follow(moved, now), now) is not { } current)
                {
                    return Task.FromResult(new SessionLoad(SessionLoadStatus.Missing));
                }

                Touch(current, request.Idle, now);
                return Task.FromResult(new SessionLoad(SessionLoadStatus.Frozen)
                {
                    Now = now,
                    Remaining = Left(record, now),
                    Snapshot = record.ToSnapshot(),
                    MovedTo = moved,
                });
            }

            var touched = Touch(record, request.Idle, now);
            return Task.FromResult(new SessionLoad(SessionLoadStatus.Found)
            {
                Now = now,
                Remaining = Left(record, now),
                Touched = touched,
                Snapshot = request.Known is { } known && known.Tag == record.Tag && known.Incarnation == record.Incarnation
                    ? known
                    : record.ToSnapshot(),
            });
        }
    }

    public Task<SessionTouch> TouchAsync(string id, TimeSpan idle, string? user, TimeSpan limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var now = Now();
            if (Find(id, now) is not { } record)
            {
                return Task.FromResult(default(SessionTouch));
            }

            var touched = record.MovedTo is null && Touch(record, idle, now);
            return Task.FromResult(new SessionTouch(true, Left(record, now), record.User)
            {
                Touched = touched,
                Life = record.MovedTo is null ? TimeSpan.FromMilliseconds(Life(record, idle, now)) : default,
                MovedTo = record.MovedTo,
            });
        }
    }

    public Task<string?> RenewAsync(string id, string newId, string incarnation, string? user, TimeSpan limit, CancellationToken cancellationToken)
    {
        var renewed = Renew(id, newId, incarnation);
        if (renewed is not null)
        {
            observers.Renewed(id, renewed);
        }

        return Task.FromResult(renewed);
    }

    private string? Renew(string id, string newId, string incarnation)
    {
        lock (_lock)
        {
            var now = Now();
            if (_records.TryGetValue(newId, out var renewed) && renewed.Incarnation == incarnation)
            {
                return newId;
            }

            if (Find(id, now) is not { } record || record.Incarnation != incarnation)
            {
                return null;
            }

            if (record.MovedTo is not null)
            {
                return record.MovedTo;
            }

            _records.Remove(id);
            _records[newId] = record;
            var grace = Math.Min((long)options.Value.RenewGrace.TotalMilliseconds, record.Expires - now);
            if (grace > 0)
            {
                _records[id] = record.Freeze(newId, now + grace);
            }

            return newId;
        }
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    // Strictly growing, so that a sign-in and a revocation never fall together.
    private long Microsecond() =>
        _lastMicrosecond = Math.Max(_lastMicrosecond + 1, (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);

    private InProcessSessionRecord? Find(string id, long now)
    {
        if (!_records.TryGetValue(id, out var record))
        {
            return null;
        }

        var ended = record.Expires <= now || record.Ends <= now
            || (record.User is { } user && _revoked.TryGetValue(user, out var revoked) && record.SignedIn <= revoked);
        if (ended)
        {
            _records.Remove(id);
            return null;
        }

        return record;
    }

    // The id that a session has now, which was renewed since the one given.
    private string Follow(string id, long now)
    {
        while (Find(id, now)?.MovedTo is { } moved)
        {
            id = moved;
        }

        return id;
    }

    private bool Touch(InProcessSessionRecord record, TimeSpan idle, long now)
    {
        var life = Life(record, idle, now);
        if (record.Expires - now >= life - SessionTouchRule.Granularity(options.Value, TimeSpan.FromMilliseconds(life)).TotalMilliseconds)
        {
            return false;
        }

        record.Expires = now + life;
        return true;
    }

    private static long Life(InProcessSessionRecord record, TimeSpan idle, long now) =>
        Math.Min((long)Math.Ceiling((record.OwnIdle ?? idle).TotalMilliseconds), record.Ends == long.MaxValue ? long.MaxValue : record.Ends - now);

    private static TimeSpan Left(InProcessSessionRecord record, long now) => TimeSpan.FromMilliseconds(record.Expires - now);

    private void Sweep(long now)
    {
        if (now < _nextSweep)
        {
            return;
        }

        _nextSweep = now + (long)SweepEvery.TotalMilliseconds;
        foreach (var id in _records.Where(pair => pair.Value.Expires <= now).Select(static pair => pair.Key).ToList())
        {
            _records.Remove(id);
        }

        var oldest = (now - (long)options.Value.LongestIdleTimeout.TotalMilliseconds) * 1000;
        foreach (var user in _revoked.Where(pair => pair.Value < oldest).Select(static pair => pair.Key).ToList())
        {
            _revoked.Remove(user);
        }
    }
}
