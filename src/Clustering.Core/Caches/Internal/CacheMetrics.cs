using System.Diagnostics.Metrics;

namespace Clustering.Caches.Internal;

/// <summary>What caches report. Names and units are listed in <c>docs/telemetry.md</c>.</summary>
internal sealed class CacheMetrics
{
    private readonly Histogram<double> _loads;
    private readonly Histogram<double> _propagation;
    private readonly Counter<long> _invalidations;
    private readonly Counter<long> _outOfDate;
    private readonly Histogram<double> _barriers;
    private readonly Histogram<double> _own;
    private readonly Counter<long> _shared;

    public CacheMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(ClusterDiagnostics.MeterName);
        _loads = meter.CreateHistogram<double>("clustering.cache.load", "s", "Time that loaders took, by outcome: taken, overtaken, failed.");
        _propagation = meter.CreateHistogram<double>(
            "clustering.cache.propagation", "s", "Time from an invalidation, by the server's clock, until this node had applied it.");
        _invalidations = meter.CreateCounter<long>("clustering.cache.invalidations", "{region}", "Regions that this node has invalidated.");
        _outOfDate = meter.CreateCounter<long>(
            "clustering.cache.out_of_date", "{read}", "Reads that found nothing that is known to be current, by policy: serve_stale, read_through, fail.");
        _barriers = meter.CreateHistogram<double>(
            "clustering.cache.barrier", "s", "Time that was waited until no node read what was before, by outcome: complete, laggards.");
        _own = meter.CreateHistogram<double>(
            "clustering.cache.own_changes_wait", "s", "Time that requests waited to read what their visitor had changed on another node, by outcome: reached, given_up.");
        _shared = meter.CreateCounter<long>(
            "clustering.cache.shared_loads", "{load}", "Loads of books that one node loads for all, by outcome: loaded for all, taken from another, alone because neither was possible.");
    }

    public void Waited(TimeSpan time, int laggards) =>
        _barriers.Record(time.TotalSeconds, new KeyValuePair<string, object?>("outcome", laggards == 0 ? "complete" : "laggards"));

    public void WaitedForOwn(TimeSpan time, string outcome) => _own.Record(time.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));

    public void Shared(string outcome) => _shared.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Loaded(TimeSpan time, string outcome) => _loads.Record(time.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));

    public void Propagated(long microseconds) => _propagation.Record(Math.Max(0, microseconds) / 1e6);

    public void Invalidated(int regions) => _invalidations.Add(regions);

    public void OutOfDate(StalePolicy policy) => _outOfDate.Add(1, new KeyValuePair<string, object?>("policy", policy switch
    {
        StalePolicy.ReadThrough => "read_through",
        StalePolicy.Fail => "fail",
        _ => "serve_stale",
    }));
}
