using System.Globalization;
using Clustering.Redis.Internal;
using StackExchange.Redis;

namespace Clustering.Sessions.Internal;

/// <summary>The C# face of <c>session-change.lua</c>, the short way of a commit.</summary>
internal static class SessionChangeScript
{
    // Lua passes so many values to one call; what is more goes the long way, in pieces.
    private const int MostFields = 1000;

    private static readonly RedisScript Script = new("session-change.lua");
    private static readonly RedisValue BytesField = "#bytes", KeysField = "#keys";

    /// <summary>Tries the short way.</summary>
    /// <returns>What became of it; <see langword="null"/>: nothing, the commit has to go the long way.</returns>
    public static async Task<SessionCommit?> RunAsync(
        RedisConnection redis, SessionKeys keys, string id, SessionDelta delta, ClusterSessionOptions options, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (delta.Read is not { Tag.Length: > 0, HasDeadlines: false } read || !IsPlain(delta))
        {
            return null;
        }

        var (bytes, count) = Sizes(delta, read);
        if (bytes > options.MaxBytes || count > options.MaxKeys)
        {
            return null;
        }

        var tag = NextTag(read.Tag, delta.RequestId);
        var life = read.OwnIdle ?? delta.Idle;
        var reply = (RedisValue[])(await redis.RunAsync(
            Script,
            read.User is { } user ? [keys.Record(id), keys.Revoked, keys.User(user)] : [keys.Record(id)],
            Values(id, delta, read, tag, life, SessionTouchRule.Granularity(options, life), bytes, count),
            limit,
            cancellationToken).ConfigureAwait(false))!;
        return (int)reply[0] == 0
            ? null
            : new(SessionCommitStatus.Done) { Remaining = TimeSpan.FromMilliseconds((long)reply[1]), Before = read.Tag, Tag = tag };
    }

    private static bool IsPlain(SessionDelta delta) =>
        delta is { Cleared: false, Operation: null, User: null, OwnIdle: null, StockCredential: null, Expired.Count: 0 }
        && delta.Sets.Count + delta.Removes.Count + delta.Tokens.Count + delta.Forgotten.Count is > 0 and <= MostFields
        && !HasLifetimes(delta.Sets);

    private static bool HasLifetimes(IReadOnlyDictionary<string, SessionWrite> sets)
    {
        foreach (var (_, write) in sets)
        {
            if (write.Lifetime is not null)
            {
                return true;
            }
        }

        return false;
    }

    // As session-commit.lua counts them.
    private static (long Bytes, long Keys) Sizes(SessionDelta delta, SessionSnapshot read)
    {
        long bytes = read.StoredBytes, count = read.Entries.Count;
        foreach (var (key, write) in delta.Sets)
        {
            bytes += write.Envelope.Length;
            if (read.Entries.TryGetValue(key, out var former))
            {
                bytes -= former.Envelope.Length;
            }
            else
            {
                bytes += SessionSnapshot.NameBytes(key);
                count++;
            }
        }

        foreach (var key in delta.Removes)
        {
            if (read.Entries.TryGetValue(key, out var former))
            {
                bytes -= SessionSnapshot.NameBytes(key) + former.Envelope.Length;
                count--;
            }
        }

        return (bytes, count);
    }

    private static RedisValue[] Values(
        string id, SessionDelta delta, SessionSnapshot read, string tag, TimeSpan life, TimeSpan granularity, long bytes, long count)
    {
        const int Fixed = 8 + 4;
        var values = new RedisValue[Fixed + delta.Removes.Count + delta.Forgotten.Count + (2 * (delta.Sets.Count + delta.Tokens.Count))];
        values[0] = read.Incarnation;
        values[1] = read.Tag;
        values[2] = tag;
        values[3] = SessionReply.Milliseconds(life);
        values[4] = SessionReply.Milliseconds(granularity);
        values[5] = read.User ?? "";
        values[6] = id;
        values[7] = delta.Removes.Count + delta.Forgotten.Count;
        var next = 8;
        foreach (var key in delta.Removes)
        {
            values[next++] = Field(key);
        }

        foreach (var region in delta.Forgotten)
        {
            values[next++] = "+" + region;
        }

        values[next++] = BytesField;
        values[next++] = bytes;
        values[next++] = KeysField;
        values[next++] = count;
        foreach (var (key, write) in delta.Sets)
        {
            values[next++] = Field(key);
            values[next++] = write.Envelope;
        }

        foreach (var token in delta.Tokens)
        {
            values[next++] = "+" + token.Region; // Nobody else has changed the session, so none there is newer.
            values[next++] = token.Version;
        }

        return values;
    }

    private static RedisValue Field(string key) => "." + key;

    private static string NextTag(string tag, string requestId) =>
        string.Create(CultureInfo.InvariantCulture, $"{long.Parse(tag.AsSpan(0, tag.IndexOf('-')), CultureInfo.InvariantCulture) + 1}-{requestId}");
}
