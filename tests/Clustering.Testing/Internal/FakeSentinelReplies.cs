namespace Clustering.Testing.Internal;

/// <summary>What a sentinel replies to <c>SENTINEL ...</c>, field for field as redis-sentinel 7.0 does.</summary>
internal static class FakeSentinelReplies
{
    private static readonly RespError UnknownMaster = new("ERR No such master with that name");

    public static object? Sentinel(FakeSentinelState state, string[] words)
    {
        var subcommand = words.FirstOrDefault()?.ToUpperInvariant();
        switch (subcommand)
        {
            case "MYID":
                return state.Id;
            case "MASTERS":
                return (object[])[Master(state)];
            case "GET-MASTER-ADDR-BY-NAME" or "MASTER" or "REPLICAS" or "SLAVES" or "SENTINELS" or "CKQUORUM" when words.Length != 2:
                return new RespError($"ERR wrong number of arguments for 'sentinel|{subcommand.ToLowerInvariant()}' command");
            case "GET-MASTER-ADDR-BY-NAME":
                return words[1] == state.MasterName ? (object[])[state.Primary.Host, $"{state.Primary.Port}"] : new RespNullArray();
            case "MASTER" or "REPLICAS" or "SLAVES" or "SENTINELS" or "CKQUORUM" when words[1] != state.MasterName:
                return UnknownMaster;
            case "MASTER":
                return Master(state);
            case "REPLICAS" or "SLAVES":
                return state.Replicas.Select(replica => Replica(state, replica)).ToArray<object>();
            case "SENTINELS":
                return state.Sentinels.Select(Other).ToArray<object>();
            case "CKQUORUM":
                return CheckQuorum(state);
            default:
                return subcommand is null
                    ? new RespError("ERR wrong number of arguments for 'sentinel' command")
                    : new RespError($"ERR unknown subcommand '{words[0]}'. Try SENTINEL HELP.");
        }
    }

    private static object[] Master(FakeSentinelState state)
    {
        var flags = state.Primary.Flags ?? "master";
        return
        [
            .. Begin(state.MasterName, state.Primary, state.FailoverState is null ? flags : $"{flags},failover_in_progress"),
            .. state.FailoverState is null ? [] : (object[])["failover-state", state.FailoverState],
            .. Pings(),
            "info-refresh", "4000",
            "role-reported", "master",
            "role-reported-time", "100000",
            "config-epoch", $"{state.ConfigEpoch}",
            "num-slaves", $"{state.Replicas.Count}",
            "num-other-sentinels", $"{state.Sentinels.Count}",
            "quorum", $"{state.Quorum}",
            "failover-timeout", "6000",
            "parallel-syncs", "1",
        ];
    }

    private static object[] Replica(FakeSentinelState state, FakeInstance replica) =>
    [
        .. Begin($"{replica.Host}:{replica.Port}", replica, replica.Flags ?? "slave"),
        .. Pings(),
        "info-refresh", "4000",
        "role-reported", "slave",
        "role-reported-time", "100000",
        "master-link-down-time", replica.LinkStatus == "ok" ? "0" : "4000",
        "master-link-status", replica.LinkStatus,
        "master-host", state.Primary.Host,
        "master-port", $"{state.Primary.Port}",
        "slave-priority", "100",
        "slave-repl-offset", "1000",
        "replica-announced", "1",
    ];

    private static object[] Other(FakeInstance sentinel) =>
    [
        .. Begin(sentinel.Id, sentinel, sentinel.Flags ?? "sentinel"),
        .. Pings(),
        "last-hello-message", "1000",
        "voted-leader", "?",
        "voted-leader-epoch", "0",
    ];

    private static object[] Begin(string name, FakeInstance instance, string flags) =>
    [
        "name", name,
        "ip", instance.Host,
        "port", $"{instance.Port}",
        "runid", instance.Id,
        "flags", flags,
        "link-pending-commands", "0",
        "link-refcount", "1",
    ];

    private static object[] Pings() =>
        ["last-ping-sent", "0", "last-ok-ping-reply", "200", "last-ping-reply", "200", "down-after-milliseconds", "1000"];

    // It counts itself, and all others that are not down.
    private static object CheckQuorum(FakeSentinelState state)
    {
        var usable = 1 + state.Sentinels.Count(other => other.Flags?.Contains("_down", StringComparison.Ordinal) != true);
        var missing = new List<string>();
        if (usable < state.Quorum)
        {
            missing.Add("Not enough available Sentinels to reach the specified quorum for this master");
        }

        if (usable * 2 <= state.Sentinels.Count + 1)
        {
            missing.Add("Not enough available Sentinels to reach the majority and authorize a failover");
        }

        return missing.Count == 0
            ? new RespStatus($"OK {usable} usable Sentinels. Quorum and failover authorization can be reached")
            : new RespError($"NOQUORUM {usable} usable Sentinels. {string.Join(". ", missing)}");
    }
}
