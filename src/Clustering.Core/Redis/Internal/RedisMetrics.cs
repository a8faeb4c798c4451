using System.Diagnostics.Metrics;

namespace Clustering.Redis.Internal;

/// <summary>What the connection reports. Names and units are listed in <c>docs/telemetry.md</c>.</summary>
internal sealed class RedisMetrics
{
    private readonly Counter<long> _generations;
    private readonly Histogram<double> _away;
    private readonly Counter<long> _failovers;
    private readonly Histogram<double> _held;
    private readonly Histogram<double> _gap;
    private readonly Counter<long> _timeouts;
    private readonly Counter<long> _failedFast;

    public RedisMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(ClusterDiagnostics.MeterName);
        _generations = meter.CreateCounter<long>(
            "clustering.redis.generations", "{generation}", "Connections made to a primary, the first included.");
        _away = meter.CreateHistogram<double>(
            "clustering.redis.away", "s", "Time from losing Redis to having it again.");
        _failovers = meter.CreateCounter<long>(
            "clustering.redis.failovers", "{failover}", "Changes of the primary to another server, or to another run of it.");
        _held = meter.CreateHistogram<double>(
            "clustering.redis.held", "s", "Time for which commands were held back because of a failover.");
        _gap = meter.CreateHistogram<double>(
            "clustering.redis.gap", "s", "Time in which messages between nodes may have been missed, until every feature was up to date again.");
        _timeouts = meter.CreateCounter<long>(
            "clustering.redis.timeouts", "{command}", "Commands that were not answered in time.");
        _failedFast = meter.CreateCounter<long>(
            "clustering.redis.failed_fast", "{command}", "Commands that failed at once because Redis was known to be away.");
    }

    public void GenerationBegan(long number, TimeSpan away)
    {
        _generations.Add(1);
        if (number > 1)
        {
            _away.Record(away.TotalSeconds);
        }
    }

    public void PrimaryChanged(long number)
    {
        if (number > 1)
        {
            _failovers.Add(1);
        }
    }

    public void Held(TimeSpan time) => _held.Record(time.TotalSeconds);

    public void GapClosed(TimeSpan time) => _gap.Record(time.TotalSeconds);

    public void TimedOut() => _timeouts.Add(1);

    public void FailedFast() => _failedFast.Add(1);
}
