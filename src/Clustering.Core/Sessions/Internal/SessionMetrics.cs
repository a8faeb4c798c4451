using System.Diagnostics.Metrics;

namespace Clustering.Sessions.Internal;

/// <summary>What sessions report. Names and units are listed in <c>docs/telemetry.md</c>.</summary>
internal sealed class SessionMetrics
{
    private readonly Counter<long> _loads;
    private readonly Counter<long> _commits;
    private readonly Counter<long> _touches;
    private readonly Counter<long> _blocked;
    private readonly Histogram<double> _io;

    public SessionMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(ClusterDiagnostics.MeterName);
        _loads = meter.CreateCounter<long>(
            "clustering.session.loads", "{load}", "Sessions read, by outcome: found, not_modified, missing, frozen, failed.");
        _commits = meter.CreateCounter<long>(
            "clustering.session.commits", "{commit}", "Sessions stored, by outcome: done, gone, too_large, failed.");
        _touches = meter.CreateCounter<long>(
            "clustering.session.touches", "{touch}", "Untouched sessions whose life was extended, by outcome: done, failed.");
        _blocked = meter.CreateCounter<long>(
            "clustering.session.blocking_loads", "{load}", "Loads for which a thread waited, by outcome: done, refused.");
        _io = meter.CreateHistogram<double>(
            "clustering.session.io", "s", "Time that requests waited for their session, by operation: load, commit, operation.");
    }

    public void Loaded(string outcome) => _loads.Add(1, Outcome(outcome));

    public void Committed(string outcome) => _commits.Add(1, Outcome(outcome));

    public void Touched(string outcome) => _touches.Add(1, Outcome(outcome));

    public void Blocked(string outcome) => _blocked.Add(1, Outcome(outcome));

    public void Waited(string operation, TimeSpan time) =>
        _io.Record(time.TotalSeconds, new KeyValuePair<string, object?>("operation", operation));

    private static KeyValuePair<string, object?> Outcome(string outcome) => new("outcome", outcome);
}
