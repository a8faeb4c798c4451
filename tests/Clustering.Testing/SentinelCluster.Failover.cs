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
    /// Tells a sentinel to fail over, as an administrator does before he stops the primary. While there is another failover, or no
    /// replica that is fit, it is told again.
    /// </summary>
    /// <param name="sentinel">Which one; the first that runs if not given.</param>
    /// <returns>The sentinel, which leads the failover and has just begun it.</returns>
    public async Task<RedisProcess> FailoverAsync(RedisProcess? sentinel = null)
    {
        var leader = sentinel ?? Watching.First();
        await UntilAsync(
            async () => await leader.Access.AskAsync("SENTINEL", "FAILOVER", MasterName) switch
            {
                "OK" => true,
                RespError error when error.Is("INPROG") || error.Is("NOGOODSLAVE") => false,
                var reply => throw new InvalidOperationException($"The {leader} refuses to fail over: {reply}"),
            },
            $"the {leader} begins a failover");
        return leader;
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
