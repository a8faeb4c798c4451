using Clustering.Redis.Internal;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Clustering.Sessions.Internal;

/// <summary>The directory over Redis: a sorted set of session ids for each user, beside the sessions themselves, which decide.</summary>
internal sealed class RedisSessionDirectory(
    RedisConnection redis, SessionKeys keys, IOptions<ClusterSessionOptions> options, SessionObservers observers) : ISessionDirectory
{
    public async ValueTask<IReadOnlyList<SessionInfo>> ListAsync(string user, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        var ids = await redis.RunAsync(
            keys.User(user),
            static (generation, key) => generation.Database.SortedSetRangeByRankAsync(key),
            "list sessions",
            redis.Timeout,
            cancellationToken).ConfigureAwait(false);
        var found = await Task.WhenAll(ids.Select(id => SessionDirectoryScripts.DescribeAsync(
            redis, keys, user, id.ToString(), options.Value.AppIdleTimeout, cancellationToken))).ConfigureAwait(false);
        return [.. found.OfType<SessionInfo>().OrderByDescending(static session => session.LastSeenAt)];
    }

    public async ValueTask<bool> RevokeAsync(string user, string sessionId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        ArgumentException.ThrowIfNullOrEmpty(sessionId);
        for (var id = sessionId; ;)
        {
            var (revoked, movedTo) = await SessionDirectoryScripts.RevokeAsync(redis, keys, user, id, cancellationToken).ConfigureAwait(false);
            if (movedTo is null)
            {
                if (revoked)
                {
                    observers.Ended(id);
                }

                return revoked;
            }

            id = movedTo;
        }
    }

    public async ValueTask RevokeAllAsync(string user, string? exceptSessionId = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        string[] ended;
        List<string> kept = [];
        for (var next = exceptSessionId; ;)
        {
            if (next is not null)
            {
                kept.Add(next);
            }

            (ended, next) = await SessionDirectoryScripts.RevokeAllAsync(
                redis, keys, user, kept, options.Value.LongestIdleTimeout, cancellationToken).ConfigureAwait(false);
            if (next is null)
            {
                break;
            }
        }

        string[] gone = [.. ended.Where(id => !kept.Contains(id))];

        // They are revoked by now. A look at a revoked session deletes it, so their memory is free at once; one that somebody signed
        // in to since is left alone.
        await Task.WhenAll(gone.Select(id => SessionLoadScript.TouchAsync(
            redis, keys, new(id, options.Value.AppIdleTimeout, null, null, null), null, redis.Timeout, cancellationToken)))
            .ConfigureAwait(false);
        Array.ForEach(gone, observers.Ended);
    }
}
