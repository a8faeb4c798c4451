using System.Diagnostics.Metrics;

namespace Clustering.Leases.Internal;

/// <summary>What leases report. Names and units are listed in <c>docs/telemetry.md</c>.</summary>
internal sealed class LeaseMetrics
{
    private readonly Counter<long> _lost;
    private readonly Histogram<double> _renewalLag;

    public LeaseMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(ClusterDiagnostics.MeterName);
        _lost = meter.CreateCounter<long>(
            "clustering.lease.lost", "{lease}", "Leases lost before they were let go, by reason: expired, forced, taken_over, unconfirmed, stopped.");
        _renewalLag = meter.CreateHistogram<double>(
            "clustering.lease.renewal_lag", "s", "Time from when leases were due to be extended until Redis had confirmed it.");
    }

    public void Lost(LeaseLossReason reason) => _lost.Add(1, new KeyValuePair<string, object?>("reason", reason switch
    {
        LeaseLossReason.Expired => "expired",
        LeaseLossReason.Forced => "forced",
        LeaseLossReason.TakenOver => "taken_over",
        LeaseLossReason.Stopped => "stopped",
        _ => "unconfirmed",
    }));

    public void Renewed(TimeSpan lag) => _renewalLag.Record(lag.TotalSeconds);
}
