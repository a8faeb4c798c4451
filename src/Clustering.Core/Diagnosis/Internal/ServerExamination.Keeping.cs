using Clustering.Diagnosis.Internal.Probes;

namespace Clustering.Diagnosis.Internal;

// Whether the server keeps what it has: in memory, on disk, on other machines.
internal sealed partial class ServerExamination
{
    private const string DoesNotSay = "It does not say; managed services often do not.";

    private async Task<Outcome> EvictionAsync(CancellationToken cancellationToken)
    {
        var policy = _facts.Find("maxmemory_policy") ?? await ConfigAsync("maxmemory-policy", cancellationToken).ConfigureAwait(false);
        return policy switch
        {
            null => Outcome.Skipped(DoesNotSay),
            "noeviction" => Outcome.Passed("It throws nothing away when its memory is full (noeviction)."),
            _ => Outcome.Warning(
                $"It has maxmemory-policy {policy}: when its memory is full, it may throw away sessions.",
                "Set maxmemory-policy to noeviction, in its configuration file too."),
        };
    }

    private async Task<Outcome> PersistenceAsync(CancellationToken cancellationToken)
    {
        if (_facts.Find("rdb_last_bgsave_status") == "err" || _facts.Find("aof_last_write_status") == "err")
        {
            return Outcome.Warning("It could not save its data to disk the last time, and may soon refuse to write.", "Its log says why: a full disk, mostly.");
        }

        var appends = _facts.Find("aof_enabled") is { } enabled ? enabled != "0" : await ConfigAsync("appendonly", cancellationToken).ConfigureAwait(false) switch
        {
            null => (bool?)null,
            var setting => setting == "yes",
        };
        if (appends == true)
        {
            return Outcome.Passed("It writes what changes to an append-only file.");
        }

        return (appends, await ConfigAsync("save", cancellationToken).ConfigureAwait(false)) switch
        {
            (null, _) or (_, null) => Outcome.Skipped(DoesNotSay),
            (_, "") => Outcome.Warning("It keeps neither an append-only file nor snapshots: a restart forgets everything.", "Set appendonly to yes."),
            (_, var save) => Outcome.Passed($"It takes snapshots ({save}): a crash forgets what came after the last. With appendonly yes it forgets a second."),
        };
    }

    private async Task<Outcome> MinReplicasAsync(CancellationToken cancellationToken)
    {
        // INFO counts the good ones only where there is a minimum.
        var minimum = await ConfigAsync("min-replicas-to-write", cancellationToken).ConfigureAwait(false)
            ?? (_facts.Replicas is null ? null : _facts.Find("min_slaves_good_slaves") is null ? "0" : "at least 1");
        return minimum switch
        {
            null => Outcome.Skipped(DoesNotSay),
            "0" => Outcome.Warning(
                "min-replicas-to-write is 0: a primary that is cut off from its replicas and the sentinels goes on taking writes while another is elected, and they are lost.",
                "With two replicas or more, set min-replicas-to-write to 1 and min-replicas-max-lag to a few seconds, on all of them."),
            _ => Outcome.Passed($"min-replicas-to-write is {minimum}: cut off from its replicas, it stops writing."),
        };
    }

    private Outcome Replicas()
    {
        if (_facts.Replicas is not { } replicas)
        {
            return Outcome.Skipped(DoesNotSay);
        }

        var behind = replicas.Where(static replica => !replica.IsInSync).Select(static replica => replica.Address).ToList();
        var missing = Math.Max(0, (context.SentinelReplicas ?? 0) - replicas.Count);
        if (replicas.Count == 0 && context.IsUnderSentinel)
        {
            return Outcome.Warning(
                missing > 0 ? $"None follows it; the sentinels know {missing}." : "None follows it.",
                "Start one (replicaof): without, nobody can take its place.");
        }

        var found = replicas.Count == 0 ? "None follows it." : $"{replicas.Count - behind.Count} of {replicas.Count + missing} follow it closely.";
        return behind.Count == 0 && missing == 0
            ? Outcome.Passed(found)
            : Outcome.Warning(
                behind.Count == 0 ? found : $"{found} Not {string.Join(", ", behind)}.",
                "See INFO replication there, and the replica's log. One that is away or behind cannot take over without loss.");
    }
}
