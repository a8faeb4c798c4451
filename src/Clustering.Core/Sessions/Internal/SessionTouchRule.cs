namespace Clustering.Sessions.Internal;

/// <summary>When a session's life is extended.</summary>
internal static class SessionTouchRule
{
    /// <summary>How much of a session's life may be used up before a touch: as configured, but never more than a tenth of a short life.</summary>
    /// <param name="options">The options.</param>
    /// <param name="life">How long the session lives after a use. <c>session-load.lua</c> computes the same.</param>
    public static TimeSpan Granularity(ClusterSessionOptions options, TimeSpan life) =>
        options.TouchGranularity < life / 10 ? options.TouchGranularity : life / 10;
}
