namespace Clustering.Sessions.Internal;

/// <summary>When a session's life is extended.</summary>
internal static class SessionTouchRule
{
    /// <summary>How much of a session's life may be used up before a touch: as configured, but never more than a tenth of a short life.</summary>
    public static TimeSpan Granularity(ClusterSessionOptions options, TimeSpan idle) =>
        options.TouchGranularity < idle / 10 ? options.TouchGranularity : idle / 10;
}
