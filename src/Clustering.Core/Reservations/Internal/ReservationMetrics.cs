using System.Diagnostics.Metrics;

namespace Clustering.Reservations.Internal;

/// <summary>What reservations report. Names and units are listed in <c>docs/telemetry.md</c>.</summary>
internal sealed class ReservationMetrics
{
    public const string Granted = "granted";
    public const string Refused = "refused";
    public const string Failed = "failed";
    public const string Forced = "forced";
    public const string Expired = "expired";

    private readonly Counter<long> _requests;
    private readonly Counter<long> _ended;

    public ReservationMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(ClusterDiagnostics.MeterName);
        _requests = meter.CreateCounter<long>(
            "clustering.reservation.requests", "{component}", "Components that were to be reserved, by outcome: granted, refused, failed.");
        _ended = meter.CreateCounter<long>(
            "clustering.reservation.ended", "{reservation}", "Reservations that this node ended or found ended, by how: forced, expired.");
    }

    public void Requested(string outcome, int count)
    {
        if (count > 0)
        {
            _requests.Add(count, new KeyValuePair<string, object?>("outcome", outcome));
        }
    }

    public void Ended(string how, long count)
    {
        if (count > 0)
        {
            _ended.Add(count, new KeyValuePair<string, object?>("how", how));
        }
    }
}
