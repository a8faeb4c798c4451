using System.Net.Sockets;
using Clustering.Testing.Internal;

namespace Clustering.Testing;

/// <content>What moves the primary.</content>
public sealed partial class SentinelCluster
{
    // Longer than Eventually's: after a failover that its leader did not survive the others wait twice the failover timeout.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    private static readonly TimeSpan LeaderLook = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// Tells a sentinel to fail over, as an administrator does before he stops the primary: once, and again while no replica is fit.
    /// </summary>
    /// <param name="sentinel">Which one; the first that runs if not given.</param>
    /// <returns>The sentinel, which leads the failover and has begun it.</returns>
    public async Task<RedisProcess> FailoverAsync(RedisProcess? sentinel = null)
    {
        var leader = sentinel ?? Watching.First();
        Dictionary<string, string> before = [];
        await UntilAsync(async () => !IsFailingOver(before = await StateAsync(leader)), $"the {leader} has ended its last failover");
        await UntilAsync(
            async () =>
            {
                // The answer to an earlier question may have been lost. Two failovers in a row would be another test: the second may
                // promote the former primary again, without what was written since.
                var now = await StateAsync(leader);
                return IsFailingOver(now) || now["port"] != before["port"] || await leader.Access.AskAsync("SENTINEL", "FAILOVER", MasterName) switch
                {
                    "OK" => true,
                    RespError error when error.Is("INPROG") || error.Is("NOGOODSLAVE") => false,
                    var reply => throw new InvalidOperationException($"The {leader} refuses to fail over: {reply}"),
                };
            },
            $"the {leader} begins a failover");
        return leader;

        async Task<Dictionary<string, string>> StateAsync(RedisProcess asked) => RespMap.Read(await asked.Access.AskAsync("SENTINEL", "MASTER", MasterName));

        static bool IsFailingOver(Dictionary<string, string> state) => state["flags"].Contains("failover_in_progress", StringComparison.Ordinal);
    }

    /// <summary>
    /// Makes sure that the next failover does not go back to a former primary, which the sentinels take for a replica while it still takes
    /// itself for the primary: it pauses, so that they find it down.
    /// </summary>
    /// <param name="former">The former primary.</param>
    /// <returns>A task that ends when the sentinels find it down, and each of them has a replica that is up to date.</returns>
    public async Task ExcludeAsync(RedisProcess former)
    {
        former.Pause();
        await UntilAsync(
            async () =>
            {
                foreach (var sentinel in Watching)
                {
                    var replicas = (await sentinel.Access.AskAsync("SENTINEL", "REPLICAS", MasterName) as object?[] ?? []).Select(RespMap.Read).ToList();
                    if (!replicas.Any(replica => replica["port"] == $"{former.Port}" && replica["flags"].Contains("s_down", StringComparison.Ordinal))
                        || !replicas.Any(replica => replica["port"] != $"{former.Port}" && replica["flags"] == "slave"))
                    {
                        return false;
                    }
                }

                return true;
            },
            $"the {former} is no candidate any more");
    }

    /// <summary>Kills the primary of this moment (SIGKILL).</summary>
    /// <returns>The server that is no more.</returns>
    public async Task<RedisProcess> KillPrimaryAsync()
    {
        var primary = await PrimaryAsync();
        primary.Kill();
        return primary;
    }

    /// <summary>
    /// Freezes the primary of this moment (SIGSTOP). <see cref="RedisProcess.Continue"/> lets it go on; it takes itself for the
    /// primary then.
    /// </summary>
    /// <returns>The server that is frozen.</returns>
    public async Task<RedisProcess> PausePrimaryAsync()
    {
        var primary = await PrimaryAsync();
        primary.Pause();
        return primary;
    }

    /// <summary>Waits until every sentinel that runs and is not frozen names the same new primary, and that one agrees.</summary>
    /// <param name="otherThan">The former one.</param>
    /// <returns>The new one. Replicas may still be on their way to it.</returns>
    public async Task<RedisProcess> WaitForPrimaryAsync(RedisProcess otherThan)
    {
        RedisProcess? primary = null;
        await UntilAsync(
            async () => (primary = await AgreedPrimaryAsync()) is not null && primary != otherThan,
            $"the sentinels agree on a primary other than the {otherThan}");
        return primary!;
    }

    /// <summary>Waits for the sentinel that leads a failover: elected, and not done yet. So it may be killed in the middle of it.</summary>
    /// <returns>The leader. Ask before the failover begins, and await afterwards.</returns>
    public async Task<RedisProcess> LeaderAsync()
    {
        using var ended = new CancellationTokenSource(Limit);
        var looks = Watching.Select(sentinel => LeadsAsync(sentinel, ended.Token)).ToList();
        try
        {
            return await await Task.WhenAny(looks);
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"No sentinel led a failover within {Limit.TotalSeconds} s.\n{Output()}", exception);
        }
        finally
        {
            await ended.CancelAsync();
            await ((Task)Task.WhenAll(looks)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<RedisProcess> LeadsAsync(RedisProcess sentinel, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                // A candidate that is not elected yet has the flag too, and is in the state "wait_start".
                var master = RespMap.Read(await sentinel.Access.AskAsync("SENTINEL", "MASTER", MasterName));
                if (master.GetValueOrDefault("failover-state", "wait_start") is not ("wait_start" or "none"))
                {
                    return sentinel;
                }
            }
            catch (Exception exception) when (exception is SocketException or IOException or TimeoutException)
            {
                // Killed or frozen meanwhile; another may lead.
            }

            await Task.Delay(LeaderLook, cancellationToken);
        }
    }
}
