using Clustering.Redis.Internal;
using StackExchange.Redis;

namespace Clustering.Sessions.Internal;

/// <summary>The C# face of <c>session-load.lua</c>: the only place that knows the order of its keys and arguments.</summary>
internal static class SessionLoadScript
{
    private static readonly RedisScript Script = new("session-load.lua");
    private static readonly RedisValue NoValues = "*";

    public static async Task<SessionLoad> RunAsync(
        RedisConnection redis, SessionKeys keys, SessionLoadRequest request, TimeSpan granularity, TimeSpan limit, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(
            redis, keys, request, request.Known is { } known ? known.Incarnation + known.Tag : "", granularity, limit, cancellationToken).ConfigureAwait(false);
        var status = (int)reply[0];
        if (status == 0)
        {
            return new(SessionLoadStatus.Missing) { StockData = (byte[]?)reply[2] is { Length: > 0 } data ? data : null };
        }

        return new(status == 3 ? SessionLoadStatus.Frozen : SessionLoadStatus.Found)
        {
            Now = (long)reply[1],
            Remaining = TimeSpan.FromMilliseconds((long)reply[2]),
            Snapshot = status == 1 ? request.Known : SessionReply.ReadSnapshot((RedisResult[])reply[5]!),
            Touched = status != 3 && (int)reply[3] == 1,
            MovedTo = status == 3 ? (string?)reply[3] : null,
        };
    }

    /// <summary>Extends a session's life if that is due; with no granularity only looks, which removes a session that was revoked.</summary>
    public static async Task<SessionTouch> TouchAsync(
        RedisConnection redis, SessionKeys keys, SessionLoadRequest request, TimeSpan? granularity, TimeSpan limit, CancellationToken cancellationToken)
    {
        var reply = await SendAsync(redis, keys, request, NoValues, granularity, limit, cancellationToken).ConfigureAwait(false);
        return (int)reply[0] == 0
            ? default
            : new(true, TimeSpan.FromMilliseconds((long)reply[2]), (string?)reply[4] is { Length: > 0 } user ? user : null)
            {
                Touched = (int)reply[0] == 1 && (int)reply[3] == 1,
                Life = (int)reply[0] == 1 ? TimeSpan.FromMilliseconds((long)reply[5]) : default,
                MovedTo = (int)reply[0] == 3 ? (string?)reply[3] : null,
            };
    }

    private static async Task<RedisResult[]> SendAsync(
        RedisConnection redis, SessionKeys keys, SessionLoadRequest request, RedisValue known, TimeSpan? granularity, TimeSpan limit, CancellationToken cancellationToken)
    {
        var record = keys.Record(request.Id);
        RedisKey[] named = [record, keys.Revoked];
        var kind = "";
        if (request.User is not null)
        {
            (named, kind) = ([record, keys.Revoked, keys.User(request.User)], "d");
        }
        else if (request.Credential is not null && keys.Stock(request.Credential) is { } stock)
        {
            (named, kind) = ([record, keys.Revoked, stock], "s");
        }

        return (RedisResult[])(await redis.RunAsync(
            Script,
            named,
            [known, granularity is { } used ? SessionReply.Milliseconds(used) : "", SessionReply.Milliseconds(request.Idle), kind, request.Id],
            limit,
            cancellationToken).ConfigureAwait(false))!;
    }
}

/// <summary>The C# face of <c>session-commit.lua</c>.</summary>
internal static class SessionCommitScript
{
    private static readonly RedisScript Script = new("session-commit.lua");

    public static async Task<SessionCommit> RunAsync(
        RedisConnection redis, SessionKeys keys, string id, SessionDelta delta, ClusterSessionOptions options, TimeSpan limit, CancellationToken cancellationToken)
    {
        var reply = (RedisResult[])(await redis.RunAsync(
            Script, Keys(keys, id, delta), Values(id, delta, options), limit, cancellationToken).ConfigureAwait(false))!;
        return (int)reply[0] switch
        {
            0 => new(SessionCommitStatus.Gone),
            1 => new(SessionCommitStatus.Done)
            {
                Remaining = TimeSpan.FromMilliseconds((long)reply[1]),
                IsRepeated = reply[2].IsNull,
                Before = (string?)reply[2] is { Length: > 0 } before ? before : null,
                Tag = (string?)reply[3],
                Result = (byte[]?)reply[4],
                OtherUser = (string?)reply[5] is { Length: > 0 } other ? other : null,
                MergedInto = (string?)reply[6] is { Length: > 0 } incarnation ? incarnation : null,
            },
            2 => new(SessionCommitStatus.Empty),
            3 => new(SessionCommitStatus.Moved) { MovedTo = (string?)reply[1] },
            4 => new(SessionCommitStatus.TooLarge) { Bytes = (long)reply[1], Keys = (long)reply[2] },
            5 => new((string?)reply[1] == "value" ? SessionCommitStatus.NotANumber : SessionCommitStatus.OutOfRange),
            var other => throw new InvalidOperationException($"{Script.Name} answered {other}."),
        };
    }

    private static RedisKey[] Keys(SessionKeys keys, string id, SessionDelta delta)
    {
        var record = keys.Record(id);
        var former = delta.ReadUser is { } read ? keys.User(read) : record;
        var users = delta.User is null ? (delta.Cleared ? record : former) : delta.User.Name is { } name ? keys.User(name) : record;
        return delta.StockCredential is { } credential && keys.Stock(credential) is { } stock
            ? [record, keys.Revoked, users, former, stock]
            : [record, keys.Revoked, users, former];
    }

    private static RedisValue[] Values(string id, SessionDelta delta, ClusterSessionOptions options)
    {
        const int Fixed = 18;
        var values = new RedisValue[Fixed + (3 * delta.Sets.Count) + 1 + delta.Removes.Count + 1 + (2 * delta.Expired.Count) + 1 + (2 * delta.Tokens.Count)];
        var next = 0;
        void Add(RedisValue value) => values[next++] = value;

        Add(delta.Expected ?? "");
        Add(delta.NewIncarnation);
        Add(delta.RequestId);
        Add(SessionReply.Milliseconds(delta.Idle));
        Add(delta.OwnIdle is { } own ? SessionReply.Milliseconds(own) : "");
        Add(options.AbsoluteTimeout is { } lifetime ? SessionReply.Milliseconds(lifetime) : "");
        Add(delta.Cleared ? "1" : "");
        Add(delta.User is null ? "=" + (delta.Cleared ? null : delta.ReadUser) : delta.User.Name is { } name ? "+" + name : "-");
        Add(delta.User?.Device ?? "");
        Add(id);
        Add(options.MaxBytes);
        Add(options.MaxKeys);
        Add(delta.Operation?.Kind switch { SessionOperationKind.Increment => "incr", SessionOperationKind.Take => "take", _ => "" });
        Add(delta.Operation?.Key ?? "");
        Add(delta.Operation?.By ?? 0);
        Add(delta.Operation?.Lifetime is { } life ? SessionReply.Milliseconds(life) : "");
        Add(SessionReply.Milliseconds(options.TouchGranularity));

        Add(delta.Sets.Count);
        foreach (var (key, write) in delta.Sets)
        {
            Add(key);
            Add(write.Envelope);
            Add(write.Lifetime is { } valueLife ? SessionReply.Milliseconds(valueLife) : "");
        }

        Add(delta.Removes.Count);
        foreach (var key in delta.Removes)
        {
            Add(key);
        }

        Add(delta.Expired.Count);
        foreach (var (key, deadline) in delta.Expired)
        {
            Add(key);
            Add(deadline);
        }

        Add(delta.Tokens.Count);
        foreach (var token in delta.Tokens)
        {
            Add(token.Region);
            Add(token.Version);
        }

        return values;
    }
}

/// <summary>The C# face of <c>session-renew.lua</c>.</summary>
internal static class SessionRenewScript
{
    private static readonly RedisScript Script = new("session-renew.lua");

    public static async Task<SessionRenewal> RunAsync(
        RedisConnection redis, SessionKeys keys, string id, string newId, string incarnation, string? user, TimeSpan grace, TimeSpan limit, CancellationToken cancellationToken)
    {
        var record = keys.Record(id);
        var reply = (RedisResult[])(await redis.RunAsync(
            Script,
            [record, keys.Record(newId), user is null ? record : keys.User(user), keys.Revoked],
            [incarnation, SessionReply.Milliseconds(grace), id, newId],
            limit,
            cancellationToken).ConfigureAwait(false))!;
        return (int)reply[0] switch
        {
            0 => default,
            1 => new(newId, (string?)reply[1] is { Length: > 0 } found ? found : null, TimeSpan.FromMilliseconds((long)reply[2])),
            2 => new(newId, user, default),
            _ => new((string?)reply[1], user, default),
        };
    }
}

/// <summary>What a renewal found.</summary>
/// <param name="Id">The id the session has now; <see langword="null"/>: it has ended.</param>
/// <param name="User">Whose it is, as far as is known.</param>
/// <param name="Remaining">How long it lives unless it is used, where this renewal gave it its id.</param>
internal readonly record struct SessionRenewal(string? Id, string? User, TimeSpan Remaining);

/// <summary>The C# faces of the directory's scripts.</summary>
internal static class SessionDirectoryScripts
{
    private static readonly RedisScript KeepScript = new("session-directory.lua");
    private static readonly RedisScript DescribeScript = new("session-describe.lua");
    private static readonly RedisScript RevokeScript = new("session-revoke.lua");
    private static readonly RedisScript RevokeAllScript = new("session-revoke-all.lua");

    public static Task KeepAsync(
        RedisConnection redis, SessionKeys keys, string user, string id, TimeSpan life, CancellationToken cancellationToken) =>
        redis.RunAsync(KeepScript, [keys.User(user)], [id, SessionReply.Milliseconds(life)], redis.Timeout, cancellationToken);

    public static async Task<SessionInfo?> DescribeAsync(
        RedisConnection redis, SessionKeys keys, string user, string id, TimeSpan idle, CancellationToken cancellationToken)
    {
        var reply = (RedisValue[])(await redis.RunAsync(
            DescribeScript,
            [keys.Record(id), keys.Revoked, keys.User(user)],
            [user, id, SessionReply.Milliseconds(idle)],
            redis.Timeout,
            cancellationToken).ConfigureAwait(false))!;
        if ((int)reply[0] == 0)
        {
            return null;
        }

        var signedIn = DateTimeOffset.UnixEpoch.AddMicroseconds((long)reply[2]);
        var now = DateTimeOffset.FromUnixTimeMilliseconds((long)reply[3]);
        var remaining = TimeSpan.FromMilliseconds((long)reply[4]);
        var life = TimeSpan.FromMilliseconds((long)reply[5]);

        // The one is exact to the microsecond, the other computed from whole milliseconds: nobody was last seen before he signed in.
        var lastSeen = now - (remaining < life ? life - remaining : TimeSpan.Zero);
        return new SessionInfo(
            id,
            user,
            (string?)reply[1] is { Length: > 0 } device ? device : null,
            signedIn,
            lastSeen < signedIn ? signedIn : lastSeen,
            now + remaining);
    }

    /// <returns>Whether it was revoked, or where the id was renewed since the one to revoke.</returns>
    public static async Task<(bool Revoked, string? MovedTo)> RevokeAsync(
        RedisConnection redis, SessionKeys keys, string user, string id, CancellationToken cancellationToken)
    {
        var reply = (RedisValue[])(await redis.RunAsync(
            RevokeScript, [keys.Record(id), keys.User(user), keys.Revoked], [user, id], redis.Timeout, cancellationToken).ConfigureAwait(false))!;
        return ((int)reply[0] == 1, (int)reply[0] == 3 ? reply[1].ToString() : null);
    }

    /// <remarks><c>kept</c> ends with the session to keep, if any; before it come the ids it had.</remarks>
    /// <returns>The ids of the revoked sessions; or where the last id to keep was renewed since, and nothing was done, the one it has now.</returns>
    public static async Task<(string[] Revoked, string? MovedTo)> RevokeAllAsync(
        RedisConnection redis, SessionKeys keys, string user, IReadOnlyList<string> kept, TimeSpan retention, CancellationToken cancellationToken)
    {
        var reply = (RedisValue[])(await redis.RunAsync(
            RevokeAllScript,
            [keys.Revoked, keys.User(user), .. kept.Select(keys.Record)],
            [user, SessionReply.Milliseconds(retention), kept is [.., var last] ? last : ""],
            redis.Timeout,
            cancellationToken).ConfigureAwait(false))!;
        return (int)reply[0] == 3
            ? ([], reply[1].ToString())
            : (Array.ConvertAll(reply[1..], static id => id.ToString()), null);
    }
}
