using System.Globalization;
using Clustering.Configuration.Internal;
using Clustering.Diagnosis.Internal.Probes;
using Clustering.Redis.Internal;
using Clustering.Redis.Internal.Sentinels;

namespace Clustering.Diagnosis.Internal;

/// <summary>One sentinel: the way there, whether it is one, and whether it knows the primary. Asks what the watcher asks.</summary>
internal sealed class SentinelExamination(CheckList checks, ProbeTarget target, string primaryName)
{
    private SentinelAnswer? _answer;
    private QuorumAnswer? _quorum;
    private int _knownReplicas;
    private string _id = "";

    public async Task<SentinelReport> ExamineAsync()
    {
        var way = new ConnectionExamination(checks, EndpointKind.Sentinel, target, isCustomized: false);
        var probe = new RespProbe();
        await using (probe.ConfigureAwait(false))
        {
            IRedisQuestions sentinel = probe;
            await way.ExamineAsync(probe).ConfigureAwait(false);
            await checks.RunAsync(Checks.SentinelKind, way.Last, token => KindAsync(sentinel, token)).ConfigureAwait(false);
            await checks.RunAsync(Checks.SentinelPrimary, Checks.SentinelKind, token => PrimaryAsync(sentinel, token)).ConfigureAwait(false);
            await checks.RunAsync(Checks.SentinelEvents, Checks.SentinelPrimary, token => EventsAsync(sentinel, token)).ConfigureAwait(false);
        }

        return new(target.Address, _answer, _quorum, _knownReplicas, checks.Findings);
    }

    private async Task<Outcome> KindAsync(IRedisQuestions sentinel, CancellationToken cancellationToken)
    {
        var reply = await sentinel.AskAsync(["SENTINEL", "MYID"], cancellationToken).ConfigureAwait(false);
        _id = reply.Text;
        return reply switch
        {
            { IsError: false } => Outcome.Passed("It is a sentinel."),
            { IsUnknownCommand: true } => Outcome.Failed(
                "It is a plain Redis, not a sentinel.",
                $"Name the sentinels in {RedisSettingTable.Nodes.Path}; they usually listen on port {RedisSettingTable.SentinelPort}. Without any, " +
                $"remove {RedisSettingTable.Prefix}.sentinel.* and set {RedisSettingTable.Host.Path} and {RedisSettingTable.Port.Path}."),
            { Code: "NOPERM" } => Outcome.Failed(
                $"The user {target.Username ?? "default"} may not ask it ({Outcome.Quote(reply.Text)}).",
                "Give it the rights that the user of the nodes has in docs/sentinel.md."),
            _ => Outcome.Failed($"It does not say who it is: {Outcome.Quote(reply.Text)}", null),
        };
    }

    private async Task<Outcome> PrimaryAsync(IRedisQuestions sentinel, CancellationToken cancellationToken)
    {
        var replies = await sentinel.AskAllAsync(
            [["SENTINEL", "GET-MASTER-ADDR-BY-NAME", primaryName], ["SENTINEL", "MASTER", primaryName], ["SENTINEL", "CKQUORUM", primaryName]],
            cancellationToken).ConfigureAwait(false);
        var (address, state, quorum) = (replies[0], replies[1], replies[2]);
        if (address.Kind == RespKind.Null)
        {
            return await UnknownAsync(sentinel, cancellationToken).ConfigureAwait(false);
        }

        if (address.IsError || state.IsError)
        {
            return Outcome.Failed(
                $"It does not say who the primary of '{primaryName}' is: {Outcome.Quote(address.IsError ? address.Text : state.Text)}",
                $"Give the user {target.Username ?? "default"} the rights that the user of the nodes has in docs/sentinel.md.");
        }

        var fields = state.ToMap();
        var primary = HostAndPort.TryReadPort(address.At(1), out var port)
            ? new HostAndPort(address.At(0), port)
            : throw new RespProtocolException($"'{address.At(0)}:{address.At(1)}' for the primary's address");
        _answer = new(
            _id,
            primary,
            Number(fields, "config-epoch"),
            (int)Number(fields, "num-other-sentinels"),
            (int)Number(fields, "quorum"),
            fields.GetValueOrDefault("flags", ""),
            fields.GetValueOrDefault("failover-state", ""));
        _knownReplicas = (int)Number(fields, "num-slaves");
        _quorum = quorum.Code is "" or "NOQUORUM" ? new(!quorum.IsError, quorum.Text) : null;

        var isDown = _answer.Flags.Split(',').Any(static flag => flag is "s_down" or "o_down");
        return isDown
            ? Outcome.Warning(
                $"It names {primary}, and thinks that it is down.",
                "If it is not, the sentinel cannot reach it: look at the network between them, and at 'sentinel auth-pass' if Redis has a password.")
            : Outcome.Passed($"It names {primary}, by election {_answer.ConfigEpoch}.");
    }

    private async Task<Outcome> UnknownAsync(IRedisQuestions sentinel, CancellationToken cancellationToken)
    {
        var setting = RedisSettingTable.Master.Path;
        var all = await sentinel.AskAsync(["SENTINEL", "MASTERS"], cancellationToken).ConfigureAwait(false);
        var names = all.Items.Select(static primary => primary.ToMap().GetValueOrDefault("name", "")).Where(static name => name.Length > 0).ToList();
        return names switch
        {
            [] => Outcome.Failed(
                $"It monitors no primary named '{primaryName}'.", $"Configure it to (sentinel monitor {primaryName} HOST PORT QUORUM), or correct {setting}."),
            [var only] => Outcome.Failed($"It monitors no primary named '{primaryName}', but '{only}'.", $"Set {setting} to {only}."),
            _ => Outcome.Failed(
                $"It monitors no primary named '{primaryName}', but {string.Join(", ", names.Select(static name => $"'{name}'"))}.", $"Set {setting} to one of them."),
        };
    }

    // Last: a connection that has subscribed can ask nothing more.
    private static async Task<Outcome> EventsAsync(IRedisQuestions sentinel, CancellationToken cancellationToken)
    {
        var reply = await sentinel.AskAsync(["PSUBSCRIBE", "*"], cancellationToken).ConfigureAwait(false);
        return reply.IsError
            ? Outcome.Warning(
                $"It does not tell us of failovers ({Outcome.Quote(reply.Text)}). We notice them only when we ask, about a second later, and a planned one may lose writes.",
                "Give the user +psubscribe, and allchannels.")
            : Outcome.Passed("It tells us of failovers.");
    }

    private static long Number(Dictionary<string, string> fields, string name) =>
        long.TryParse(fields.GetValueOrDefault(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
