using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Clustering.Operations.Internal;

/// <summary>What operations report. Names and units are listed in <c>docs/telemetry.md</c>; those of messaging are OpenTelemetry's.</summary>
internal sealed class OperationMetrics
{
    private readonly Counter<long> _sent;
    private readonly Histogram<double> _client;
    private readonly Counter<long> _consumed;
    private readonly Histogram<double> _process;
    private readonly Counter<long> _ended;
    private readonly Histogram<double> _waited;
    private readonly Counter<long> _lost;
    private readonly Counter<long> _refused;

    public OperationMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(ClusterDiagnostics.MeterName);
        _sent = meter.CreateCounter<long>("messaging.client.sent.messages", "{message}", "Operations enqueued by this node, by type.");
        _client = meter.CreateHistogram<double>("messaging.client.operation.duration", "s", "Time that enqueueing took, by type.");
        _consumed = meter.CreateCounter<long>("messaging.client.consumed.messages", "{message}", "Operations that this node has taken to run, by handler.");
        _process = meter.CreateHistogram<double>("messaging.process.duration", "s", "Time that handlers took, by handler.");
        _ended = meter.CreateCounter<long>(
            "clustering.operation.ended", "{operation}", "Runs by handler and outcome: completed, retried, dead, cancelled, given_back.");
        _waited = meter.CreateHistogram<double>(
            "clustering.operation.wait", "s", "Time from the enqueueing of an operation to its first start, its delay included; between two nodes' clocks.");
        _lost = meter.CreateCounter<long>("clustering.operation.lost", "{operation}", "Operations whose lease this node lost while it ran them, by handler.");
        _refused = meter.CreateCounter<long>("clustering.operation.refused", "{operation}", "Results that were not taken, because another node had the operation, by handler.");
    }

    public void Sent(string type, int count, TimeSpan time, Exception? exception)
    {
        if (_sent.Enabled || _client.Enabled)
        {
            var tags = new TagList { { "messaging.destination.name", type }, { "messaging.operation.name", "send" }, { "messaging.system", "redis" } };
            if (exception is not null)
            {
                tags.Add("error.type", exception.GetType().FullName);
            }

            _sent.Add(count, tags);
            _client.Record(time.TotalSeconds, tags);
        }
    }

    public void Consumed(string handler, int count) => _consumed.Add(count, Tag(handler));

    public void Processed(string handler, TimeSpan time) => _process.Record(time.TotalSeconds, Tag(handler));

    public void Waited(string handler, TimeSpan time) => _waited.Record(Math.Max(0, time.TotalSeconds), Tag(handler));

    public bool WantsWaits => _waited.Enabled;

    public void Ended(string handler, string outcome)
    {
        if (_ended.Enabled)
        {
            _ended.Add(1, Tag(handler), new("outcome", outcome));
        }
    }

    public void Lost(string handler) => _lost.Add(1, Tag(handler));

    public void Refused(string handler) => _refused.Add(1, Tag(handler));

    private static KeyValuePair<string, object?> Tag(string handler) => new("messaging.consumer.group.name", handler);
}
