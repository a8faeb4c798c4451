namespace Clustering.Diagnosis;

/// <summary>What came of one check.</summary>
public enum ClusterFindingStatus
{
    /// <summary>It is as it should be.</summary>
    Passed,

    /// <summary>The cluster works, but less safely or less well than it could.</summary>
    Warning,

    /// <summary>The cluster cannot be used like this.</summary>
    Failed,

    /// <summary>It was not examined: because of an earlier check, or because the server does not let us ask.</summary>
    Skipped,
}
