namespace Clustering.Caches.Internal;

/// <summary>What a region's receiver makes of what it has heard.</summary>
internal enum RegionEffect
{
    /// <summary>Nothing is invalid by it.</summary>
    None = 0,

    /// <summary>The keys of the step are invalid.</summary>
    Keys = 1,

    /// <summary>All is invalid.</summary>
    All = 2,

    /// <summary>Steps were missed: read the log.</summary>
    Behind = 3,

    /// <summary>The answer says nothing, for it is older than what was heard: check again.</summary>
    AskAgain = 4,
}
