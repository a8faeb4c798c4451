using Clustering.Diagnosis.Internal.Probes;
using Clustering.Redis.Internal;

namespace Clustering.Diagnosis.Internal;

/// <summary>A server that can be asked: whether it is the primary, writes, keeps what it has, and lets us do what we need.</summary>
/// <param name="checks">Where the findings go.</param>
/// <param name="server">The way to ask it.</param>
/// <param name="context">What else matters.</param>
/// <param name="areScriptsAtomic">Tries it, for servers of which it is not known; <see langword="null"/>: it cannot be tried here.</param>
internal sealed partial class ServerExamination(
    CheckList checks, IRedisQuestions server, ServerContext context, Func<CancellationToken, Task<bool>>? areScriptsAtomic)
{
    private ServerFacts _facts = ServerFacts.None;

    /// <summary>Makes all checks.</summary>
    /// <param name="needs">The check without which the server cannot be asked anything.</param>
    public async Task ExamineAsync(string needs)
    {
        await checks.RunAsync(Checks.Database, needs, DatabaseAsync).ConfigureAwait(false);
        await checks.RunAsync(Checks.Role, needs, RoleAsync).ConfigureAwait(false);

        // What is no primary is not what the cluster would use: nothing about it matters any more.
        await checks.RunAsync(Checks.Write, checks.HasPassed(Checks.Role) ? Checks.Database : Checks.Role, WriteAsync).ConfigureAwait(false);
        await checks.RunAsync(Checks.Version, Checks.Role, VersionAsync).ConfigureAwait(false);
        await checks.RunAsync(Checks.Eviction, Checks.Role, EvictionAsync).ConfigureAwait(false);
        await checks.RunAsync(Checks.Persistence, Checks.Role, PersistenceAsync).ConfigureAwait(false);
        if (context.IsUnderSentinel)
        {
            await checks.RunAsync(Checks.MinReplicas, Checks.Role, MinReplicasAsync).ConfigureAwait(false);
        }

        await checks.RunAsync(Checks.Replicas, Checks.Role, _ => Task.FromResult(Replicas())).ConfigureAwait(false);
        await checks.RunAsync(Checks.Scripts, Checks.Role, ScriptsAsync).ConfigureAwait(false);
        await checks.RunAsync(Checks.Clock, Checks.Role, ClockAsync).ConfigureAwait(false);
        await checks.RunAsync(Checks.Latency, Checks.Role, LatencyAsync).ConfigureAwait(false);
        await checks.RunAsync(Checks.Rights, Checks.Write, RightsAsync).ConfigureAwait(false);
    }

    private async Task<Outcome> DatabaseAsync(CancellationToken cancellationToken)
    {
        if (!server.IsOwn)
        {
            return Outcome.Passed($"It is {context.Database}, as the app's connection has it.");
        }

        if (context.Database == 0)
        {
            return Outcome.Passed("It is 0, which every server has.");
        }

        var reply = await server.AskAsync(["SELECT", $"{context.Database}"], cancellationToken).ConfigureAwait(false);
        if (!reply.IsError)
        {
            return Outcome.Passed($"There is a database {context.Database}.");
        }

        if (!reply.Text.Contains("out of range", StringComparison.OrdinalIgnoreCase))
        {
            return Outcome.Failed(
                $"It does not let us use database {context.Database}: {Outcome.Quote(reply.Text)}",
                reply.Code == "NOPERM" ? RefusedWrite.Grant(context.User, context.Cluster, "+select") : $"Correct {RedisSettingTable.Database.Path}.");
        }

        var count = await ConfigAsync("databases", cancellationToken).ConfigureAwait(false);
        return Outcome.Failed(
            $"There is no database {context.Database}{(count is null ? "" : $": it has {count}, counted from 0")}.",
            $"Lower {RedisSettingTable.Database.Path}, or raise 'databases' at the server.");
    }

    private async Task<Outcome> RoleAsync(CancellationToken cancellationToken)
    {
        var reply = await server.AskAsync(["ROLE"], cancellationToken).ConfigureAwait(false);
        return (reply.IsError ? reply.Code : reply.At(0)) switch
        {
            "master" => Outcome.Passed("It is a primary."),
            "slave" => Outcome.Failed(
                $"It is a replica of {reply.At(1)}:{reply.At(2)}.",
                context.IsUnderSentinel
                    ? "The sentinels name it all the same. In a failover that passes within seconds; if it stays, see SENTINEL MASTER and the logs of both."
                    : $"Cluster state lives on the primary: name it in {RedisSettingTable.Host.Path}, or let Sentinel find it ({RedisSettingTable.Prefix}.sentinel.*)."),
            "sentinel" => Outcome.Failed(
                "It is a sentinel, not a Redis.",
                $"Name it in {RedisSettingTable.Nodes.Path}, beside {RedisSettingTable.Master.Path}; or give the port of Redis itself, usually 6379."),
            _ => Outcome.Warning($"It does not say whether it is a primary ({Outcome.Quote(reply.Text)}).", RefusedWrite.Grant(context.User, context.Cluster, "+role")),
        };
    }

    private async Task<Outcome> WriteAsync(CancellationToken cancellationToken)
    {
        var replies = await server.AskAllAsync(
            [["SET", context.Probe, "1", "PX", "10000"], ["DEL", context.Probe]], cancellationToken).ConfigureAwait(false);
        return replies.FirstOrDefault(static reply => reply.IsError) is { } refusal
            ? RefusedWrite.Explain(refusal, context.User, context.Cluster)
            : Outcome.Passed("It writes, and removes.");
    }

    /// <summary>One setting of the server; <see langword="null"/>: it does not say. Managed services often do not.</summary>
    private async Task<string?> ConfigAsync(string name, CancellationToken cancellationToken)
    {
        var reply = await server.AskAsync(["CONFIG", "GET", name], cancellationToken).ConfigureAwait(false);
        return reply.Items.Count == 2 ? reply.At(1) : null;
    }
}
