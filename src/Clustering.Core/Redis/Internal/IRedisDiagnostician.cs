namespace Clustering.Redis.Internal;

/// <summary>Finds out why the first connection failed. The connection does not know who does.</summary>
internal interface IRedisDiagnostician
{
    /// <summary>Says what is in the way and what to do, as whole sentences; <see langword="null"/>: nothing was found.</summary>
    Task<string?> ExplainAsync(CancellationToken cancellationToken);
}
