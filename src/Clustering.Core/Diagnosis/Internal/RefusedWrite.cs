using Clustering.Diagnosis.Internal.Probes;
using Clustering.Redis.Internal;

namespace Clustering.Diagnosis.Internal;

/// <summary>What it means that a server refuses to write.</summary>
internal static class RefusedWrite
{
    public static Outcome Explain(RespReply refusal, string user, string cluster)
    {
        var (found, remedy) = refusal.Code switch
        {
            "READONLY" => ("It is a replica by now.", $"Name the primary in {RedisSettingTable.Host.Path}, or let Sentinel find it."),
            "NOREPLICAS" => (
                "Fewer replicas follow it than min-replicas-to-write asks for.",
                "Bring the replicas back. Or lower min-replicas-to-write, at the price that a failover may lose what was written."),
            "MISCONF" => (
                "It could not save its data to disk, so it takes no more.",
                "Its log says why: a full disk, mostly, or a folder that it may not write to."),
            "OOM" => ("Its memory is full (maxmemory).", "Give it more, or see with 'redis-cli --bigkeys' what fills it."),
            "NOPERM" => ($"The user {user} may not write there.", Grant(user, cluster, "+set +del")),
            "MOVED" or "CLUSTERDOWN" or "CROSSSLOT" => (
                "It is part of a Redis Cluster, which is not supported.",
                $"Use one Redis ({RedisSettingTable.Host.Path}) or Redis under Sentinel ({RedisSettingTable.Prefix}.sentinel.*)."),
            "BUSY" => ("A script runs and does not end.", "Whose it is, is not known here; SCRIPT KILL ends it, unless it has written."),
            "MASTERDOWN" => ("It is a replica that has lost its primary.", "Bring the primary back, or let Sentinel choose another."),
            "NOAUTH" => ("It wants a password.", $"Set {RedisSettingTable.Password.Path}."),
            _ => ("It refuses.", null),
        };
        return Outcome.Failed($"{found} ({Outcome.Quote(refusal.Text)})", remedy);
    }

    /// <summary>The command by which an administrator gives a user what is missing.</summary>
    public static string Grant(string user, string cluster, string rights) =>
        $"Let an administrator run: ACL SETUSER {user} ~{{{cluster}}}:* &{{{cluster}}}:* {rights} (docs/doctor.md has all that it needs).";
}
