namespace Clustering.Diagnosis.Internal;

/// <summary>What the checks of a server have to know beside the server.</summary>
/// <param name="Cluster">The cluster's name, which begins every key.</param>
/// <param name="Database">The number of the database.</param>
/// <param name="User">Who we are there.</param>
/// <param name="Probe">A key that nobody else uses.</param>
/// <param name="Channel">A channel to which nobody else listens.</param>
/// <param name="StockKey">A key such as those of ASP.NET Core's own session store; <see langword="null"/>: they are not read.</param>
/// <param name="SentinelReplicas">How many replicas the sentinels know; <see langword="null"/>: there are no sentinels.</param>
internal sealed record ServerContext(string Cluster, int Database, string User, string Probe, string Channel, string? StockKey, int? SentinelReplicas)
{
    public bool IsUnderSentinel => SentinelReplicas is not null;
}
