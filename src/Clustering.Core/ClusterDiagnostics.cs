namespace Clustering;

/// <summary>The names under which a cluster reports: one meter and one activity source.</summary>
/// <remarks>Instruments, tags and event ids are listed in <c>docs/telemetry.md</c>; they are public contract.</remarks>
public static class ClusterDiagnostics
{
    /// <summary>The name of the <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
    public const string MeterName = "Clustering";

    /// <summary>The name of the <see cref="System.Diagnostics.ActivitySource"/>.</summary>
    public const string ActivitySourceName = "Clustering";
}
