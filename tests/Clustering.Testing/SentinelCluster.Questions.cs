using System.Net.Sockets;
using Clustering.Testing.Internal;

namespace Clustering.Testing;

/// <content>What is asked of the processes.</content>
public sealed partial class SentinelCluster
{
    /// <summary>Asks the sentinels who the primary is now; waits while most of them do not say the same.</summary>
    /// <returns>What most of those say that run and are not frozen.</returns>
    public async Task<RedisProcess> PrimaryAsync()
    {
        RedisProcess? primary = null;
        await UntilAsync(async () => (primary = Most(await NamedAsync())) is not null, "most sentinels name one primary");
        return primary!;

        static RedisProcess? Most(IReadOnlyList<RedisProcess?> named) =>
            named.GroupBy(server => server).Where(group => group.Count() * 2 > named.Count).Select(group => group.Key).SingleOrDefault();
    }

    private IEnumerable<RedisProcess> Watching => _sentinels.Where(sentinel => sentinel.CanAnswer);

    private async Task<IReadOnlyList<RedisProcess?>> NamedAsync() => await Task.WhenAll(Watching.Select(async sentinel =>
        await sentinel.Access.AskAsync("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MasterName) is object?[] and [_, string port]
            ? _servers.FirstOrDefault(server => $"{server.Port}" == port)
            : null));

    private async Task<RedisProcess?> AgreedPrimaryAsync() =>
        (await NamedAsync()).Distinct().ToList() is [{ CanAnswer: true } primary]
        && await primary.Access.AskAsync("ROLE") is object?[] and ["master", ..]
            ? primary
            : null;

    private async Task<bool> ReplicatesAsync(RedisProcess primary)
    {
        var replicas = _servers.Where(server => server.CanAnswer && server != primary).ToList();
        foreach (var server in replicas)
        {
            if (await server.Access.AskAsync("ROLE") is not object?[] role
                || role is not ["slave", _, long port, "connected", ..]
                || port != primary.Port)
            {
                return false;
            }
        }

        return await primary.IsAcknowledgedByAsync(replicas.Count);
    }

    private async Task<bool> IsWatchedAsync(RedisProcess primary)
    {
        var replicas = _servers.Where(server => server.CanAnswer && server != primary).Select(server => $"{server.Port}").ToList();
        foreach (var sentinel in Watching)
        {
            var master = RespMap.Read(await sentinel.Access.AskAsync("SENTINEL", "MASTER", MasterName));
            var slaves = await sentinel.Access.AskAsync("SENTINEL", "REPLICAS", MasterName) as object?[] ?? [];
            var others = await sentinel.Access.AskAsync("SENTINEL", "SENTINELS", MasterName) as object?[] ?? [];
            var seen = slaves.Select(RespMap.Read).Where(slave => slave["flags"] == "slave").ToList();

            // One that may be promoted is enough: of a server that was the primary they learn ten seconds later that it is a replica.
            if (master.GetValueOrDefault("flags") != "master"
                || replicas.Except(seen.Select(slave => slave["port"])).Any()
                || (replicas.Count > 0 && seen.All(slave => slave["master-link-status"] != "ok"))
                || others.Select(RespMap.Read).Count(other => other["flags"] == "sentinel") < Watching.Count() - 1
                || await sentinel.Access.AskAsync("SENTINEL", "CKQUORUM", MasterName) is not string)
            {
                return false;
            }
        }

        return true;
    }

    // What fails while somebody begins or ends is asked again; in the end the logs tell why.
    private async Task UntilAsync(Func<Task<bool>> condition, string because)
    {
        try
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    try
                    {
                        return await condition();
                    }
                    catch (Exception exception) when (exception is SocketException or IOException or TimeoutException)
                    {
                        return false;
                    }
                },
                because,
                Limit);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{exception.Message}\n{Output()}", exception);
        }
    }
}
