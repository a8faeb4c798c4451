using Clustering.Redis.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clustering.Sessions.Internal;

/// <summary>Sessions in Redis: a hash each, changed only by the scripts beside this file.</summary>
internal sealed class RedisSessionRecords(
    RedisConnection redis, SessionKeys keys, IOptions<ClusterSessionOptions> options, SessionObservers observers, ILogger<RedisSessionRecords> logger)
    : ISessionRecords
{
    public async Task<SessionLoad> LoadAsync(SessionLoadRequest request, TimeSpan limit, CancellationToken cancellationToken)
    {
        var load = await SessionLoadScript.RunAsync(redis, keys, request, options.Value.TouchGranularity, limit, cancellationToken).ConfigureAwait(false);
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
