using Clustering.Redis.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Clustering.Sessions.Internal;

/// <summary>Sessions in Redis: a hash each, changed only by the scripts beside this file.</summary>
internal sealed class RedisSessionRecords(
    RedisConnection redis, SessionKeys keys, IOptions<ClusterSessionOptions> options, SessionObservers observers, ILogger<RedisSessionRecords> logger)
    : ISessionRecords
{
    private int _mayNotTakeOver;

    public async Task<SessionLoad> LoadAsync(SessionLoadRequest request, TimeSpan limit, CancellationToken cancellationToken)
    {
        var load = await ReadAsync(request, limit, cancellationToken).ConfigureAwait(false);
        for (var moved = load.MovedTo; moved is not null;)
        {
            // The copy outlives the session for a moment; whoever was signed out under the new id is signed out under the old.
            var now = await TouchAsync(moved, request.Idle, null, limit, cancellationToken).ConfigureAwait(false);
            if (!now.Exists)
            {
                return new(SessionLoadStatus.Missing);
            }

            moved = now.MovedTo;
        }

        if (load.Touched && load.Snapshot?.User is { } user && request.User is null)
        {
            _ = KeepListedAsync(user, request.Id, load.Remaining);
        }

        return load;
    }

    public async Task<SessionTouch> TouchAsync(string id, TimeSpan idle, string? user, TimeSpan limit, CancellationToken cancellationToken)
    {
        var touch = await SessionLoadScript.TouchAsync(
            redis, keys, new(id, idle, null, user, null), options.Value.TouchGranularity, limit, cancellationToken).ConfigureAwait(false);
        if (touch.Touched && touch.User is { } found && user is null)
        {
            _ = KeepListedAsync(found, id, touch.Remaining);
        }

        return touch;
    }

    public async Task<SessionCommit> CommitAsync(string id, SessionDelta delta, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (await SessionChangeScript.RunAsync(redis, keys, id, delta, options.Value, limit, cancellationToken).ConfigureAwait(false) is { } changed)
        {
            return changed;
        }

        var commit = await SessionCommitScript.RunAsync(redis, keys, id, delta, options.Value, limit, cancellationToken).ConfigureAwait(false);
        if (commit.OtherUser is { } user)
        {
            await KeepListedAsync(user, id, commit.Remaining).ConfigureAwait(false);
        }

        if (commit.Ends(delta))
        {
            observers.Ended(id);
        }

        return commit;
    }

    public async Task<string?> RenewAsync(string id, string newId, string incarnation, string? user, TimeSpan limit, CancellationToken cancellationToken)
    {
        var renewal = await SessionRenewScript.RunAsync(
            redis, keys, id, newId, incarnation, user, options.Value.RenewGrace, limit, cancellationToken).ConfigureAwait(false);
        if (renewal.User is { } found && found != user)
        {
            await KeepListedAsync(found, newId, renewal.Remaining).ConfigureAwait(false);
        }

        if (renewal.Id is { } now)
        {
            observers.Renewed(id, now);
        }

        return renewal.Id;
    }

    // Where Redis lets us have the cluster's keys alone, it refuses the whole script for the stock store's key. That is no reason to refuse
    // the visitor: there is no session to take over that we could read.
    private async Task<SessionLoad> ReadAsync(SessionLoadRequest request, TimeSpan limit, CancellationToken cancellationToken)
    {
        var alone = request with { Credential = null };
        var wanted = Volatile.Read(ref _mayNotTakeOver) == 1 ? alone : request;
        var granularity = options.Value.TouchGranularity;
        try
        {
            return await SessionLoadScript.RunAsync(redis, keys, wanted, granularity, limit, cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterUnavailableException exception) when (wanted.Credential is not null && IsForbidden(exception))
        {
            var load = await SessionLoadScript.RunAsync(redis, keys, alone, granularity, limit, cancellationToken).ConfigureAwait(false);
            if (Interlocked.Exchange(ref _mayNotTakeOver, 1) == 0)
            {
                logger.TakeOverForbidden();
            }

            return load;
        }
    }

    private static bool IsForbidden(ClusterUnavailableException exception) =>
        exception.InnerException is RedisServerException refused && refused.Message.StartsWith("NOPERM", StringComparison.Ordinal);

    // The script could not declare a directory it did not know of. Nobody waits for this after a touch: an entry outlives one missed
    // touch by a whole idle timeout. What was to be done is done in any case, so a failure is only reported.
    private async Task KeepListedAsync(string user, string id, TimeSpan life)
    {
        try
        {
            await SessionDirectoryScripts.KeepAsync(redis, keys, user, id, life, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            logger.DirectoryBehind(exception.GetBaseException().Message);
        }
    }
}
