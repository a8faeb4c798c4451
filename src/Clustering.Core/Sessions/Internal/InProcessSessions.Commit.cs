using System.Globalization;
using System.Text;

namespace Clustering.Sessions.Internal;

// The twin of session-commit.lua: plan, then apply.
internal sealed partial class InProcessSessions
{
    private const long GreatestInteger = 9_007_199_254_740_991; // As a Lua number can hold it.
    private const int RememberedRequests = 8;

    public Task<SessionCommit> CommitAsync(string id, SessionDelta delta, TimeSpan limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        SessionCommit commit;
        lock (_lock)
        {
            var now = Now();
            Sweep(now);
            commit = Commit(id, delta, now);
        }

        if (commit.Ends(delta))
        {
            observers.Ended(id);
        }

        return Task.FromResult(commit);
    }

    private SessionCommit Commit(string id, SessionDelta delta, long now)
    {
        var record = Find(id, now);
        if (record?.Done.FirstOrDefault(done => done.RequestId == delta.RequestId) is { RequestId: not null } done)
        {
            return new(SessionCommitStatus.Done) { IsRepeated = true, Remaining = Left(record, now), Tag = record.Tag, Result = done.Result };
        }

        if (record?.MovedTo is { } moved)
        {
            return delta.Expected == record.Incarnation ? new(SessionCommitStatus.Moved) { MovedTo = moved } : new(SessionCommitStatus.Gone);
        }

        if (delta.Expected is not null && record?.Incarnation != delta.Expected)
        {
            return new(SessionCommitStatus.Gone);
        }

        var fresh = record is null || delta.Cleared;
        var entries = fresh ? [] : new Dictionary<string, SessionEntry>(record!.Entries);
        byte[]? result = null;
        if (delta.Operation is { } operation)
        {
            var present = entries.TryGetValue(operation.Key, out var found) && found.Deadline > now;
            if (operation.Kind == SessionOperationKind.Take)
            {
                if (!present)
                {
                    return fresh
                        ? new(SessionCommitStatus.Empty)
                        : new(SessionCommitStatus.Done) { Remaining = Left(record!, now), Before = record!.Tag, Tag = record.Tag };
                }

                result = found.Envelope;
                entries.Remove(operation.Key);
            }
            else if (Add(present ? found : null, operation, now) is (SessionCommitStatus.Done, var counter))
            {
                entries[operation.Key] = counter;
                result = counter.Envelope[1..];
            }
            else
            {
                return new(Add(present ? found : null, operation, now).Status);
            }
        }

        foreach (var (key, write) in delta.Sets)
        {
            entries[key] = new(write.Envelope, write.Lifetime is { } life ? now + (long)Math.Ceiling(life.TotalMilliseconds) : long.MaxValue);
        }

        foreach (var key in delta.Removes)
        {
            entries.Remove(key);
        }

        foreach (var (key, deadline) in delta.Expired)
        {
            if (entries.TryGetValue(key, out var entry) && entry.Deadline == deadline)
            {
                entries.Remove(key);
            }
        }

        var writes = delta.Sets.Count > 0 || delta.Operation is not null;
        var bytes = entries.Sum(static entry => 1L + Encoding.UTF8.GetByteCount(entry.Key) + entry.Value.Envelope.Length);
        if (writes && (bytes > options.Value.MaxBytes || entries.Count > options.Value.MaxKeys))
        {
            return new(SessionCommitStatus.TooLarge) { Bytes = bytes, Keys = entries.Count };
        }

        if (delta.Cleared)
        {
            _records.Remove(id);
        }

        if (fresh && !writes && delta.User?.Name is null && (delta.OwnIdle ?? TimeSpan.Zero) == TimeSpan.Zero)
        {
            return new(SessionCommitStatus.Empty);
        }

        return Apply(id, fresh ? Begin(delta, now) : record!, delta, entries, result, fresh ? null : record!.Tag, now);
    }

    private InProcessSessionRecord Begin(SessionDelta delta, long now) => new()
    {
        Incarnation = delta.NewIncarnation,
        Ends = options.Value.AbsoluteTimeout is { } lifetime ? now + (long)lifetime.TotalMilliseconds : long.MaxValue,
    };

    private SessionCommit Apply(
        string id, InProcessSessionRecord record, SessionDelta delta, Dictionary<string, SessionEntry> entries, byte[]? result, string? before, long now)
    {
        record.Entries.Clear();
        foreach (var (key, entry) in entries)
        {
            record.Entries.Add(key, entry);
        }

        foreach (var region in delta.Forgotten)
        {
            record.Tokens.Remove(region);
        }

        foreach (var token in delta.Tokens)
        {
            record.Tokens[token.Region] = Math.Max(token.Version, record.Tokens.GetValueOrDefault(token.Region));
        }

        var version = before is null ? 1 : long.Parse(before.AsSpan(0, before.IndexOf('-')), CultureInfo.InvariantCulture) + 1;
        record.Tag = $"{version}-{delta.RequestId}";
        record.Done.Enqueue((delta.RequestId, result));
        if (record.Done.Count > RememberedRequests)
        {
            record.Done.Dequeue();
        }

        if (delta.OwnIdle is { } own)
        {
            record.OwnIdle = own == TimeSpan.Zero ? null : own;
        }

        if (delta.User is { } change)
        {
            record.User = change.Name;
            record.Device = change.Device;
            record.SignedIn = Microsecond();
        }

        if (before is null || delta.OwnIdle is not null)
        {
            record.Expires = now + Math.Max(1, Life(record, delta.Idle, now));
        }
        else
        {
            Touch(record, delta.Idle, now);
        }

        _records[id] = record;
        return new(SessionCommitStatus.Done)
        {
            Remaining = Left(record, now),
            Before = before,
            Tag = record.Tag,
            Result = result,
            MergedInto = delta.Expected is null && before is not null ? record.Incarnation : null,
        };
    }

    private static (SessionCommitStatus Status, SessionEntry Counter) Add(SessionEntry? present, SessionOperation operation, long now)
    {
        decimal number = 0;
        if (present is { } entry)
        {
            var text = Encoding.UTF8.GetString(entry.Envelope.AsSpan(1));
            if (entry.Envelope[0] != SessionEnvelope.Plain
                || !decimal.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) || text.StartsWith('+'))
            {
                return (SessionCommitStatus.NotANumber, default);
            }
        }

        number += operation.By;
        if (Math.Abs(number) > GreatestInteger)
        {
            return (SessionCommitStatus.OutOfRange, default);
        }

        var deadline = present?.Deadline ?? (operation.Lifetime is { } life ? now + (long)Math.Ceiling(life.TotalMilliseconds) : long.MaxValue);
        return (SessionCommitStatus.Done, new(SessionEnvelope.Pack(Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture))), deadline));
    }
}
