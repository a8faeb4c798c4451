using System.Diagnostics.Metrics;

namespace Clustering.Locks.Internal;

/// <summary>What locks report. Names and units are listed in <c>docs/telemetry.md</c>.</summary>
internal sealed class LockMetrics
{
    private readonly Histogram<double> _wait;
    private readonly Histogram<double> _hold;
    private readonly Histogram<long> _ahead;
    private readonly Counter<long> _handOvers;

    public LockMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(ClusterDiagnostics.MeterName);
        _wait = meter.CreateHistogram<double>(
            "clustering.lock.wait", "s", "Time until a lock was taken or not, by outcome: acquired, refused, cancelled, failed.");
        _hold = meter.CreateHistogram<double>("clustering.lock.hold", "s", "Time for which locks were held until they were let go.");
        _ahead = meter.CreateHistogram<long>("clustering.lock.ahead", "{waiter}", "How many were in line already when somebody began to wait.");
        _handOvers = meter.CreateCounter<long>(
            "clustering.lock.hand_overs", "{lock}", "Locks that came to a waiter of this node directly from whoever had them.");
    }

    public void Waited(TimeSpan time, string outcome) => _wait.Record(time.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));

    public void Held(TimeSpan time) => _hold.Record(time.TotalSeconds);

    public void Queued(long ahead) => _ahead.Record(ahead);

    public void HandedOver() => _handOvers.Add(1);
}
