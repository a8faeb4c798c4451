namespace Clustering.Redis.Internal.Sentinels;

/// <summary>What a sentinel publishes: the channel is the event's name.</summary>
/// <param name="Name">As <c>+switch-master</c>.</param>
/// <param name="Primary">The name of the primary that it is about; '' where it is about none.</param>
internal readonly record struct SentinelEvent(string Name, string Primary)
{
    /// <summary>
    /// Gets a value indicating whether a replica is about to be promoted. The election is over by then, so it is near; and the replica
    /// is told at the earliest a tenth of a second later, so what is under way still reaches it.
    /// </summary>
    public bool BeginsFailover => Name is "+failover-state-select-slave" or "+failover-state-send-slaveof-noone";

    /// <summary>Gets a value indicating whether a failover was given up.</summary>
    public bool AbortsFailover => Name.StartsWith("-failover-abort-", StringComparison.Ordinal);

    /// <summary>Reads <c>name old-ip old-port new-ip new-port</c>, <c>master name ip port</c>, or <c>slave name ip port @ master-name ip port</c>.</summary>
    public static SentinelEvent Parse(string channel, string payload)
    {
        var words = payload.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var at = Array.IndexOf(words, "@");
        var primary = channel == "+switch-master" ? words.ElementAtOrDefault(0)
            : at >= 0 ? words.ElementAtOrDefault(at + 1)
            : words.ElementAtOrDefault(0) == "master" ? words.ElementAtOrDefault(1)
            : null;
        return new(channel, primary ?? "");
    }
}
