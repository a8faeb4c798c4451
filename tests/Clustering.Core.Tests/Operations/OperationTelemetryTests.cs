using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Clustering.Operations;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Clustering.Core.Tests.Operations;

/// <summary>What operations report, under OpenTelemetry's names for messaging.</summary>
public sealed class OperationTelemetryTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<Activity> _spans = [];
    private readonly ConcurrentQueue<string> _counted = [];
    private ActivityListener? _listener;
    private MeterListener? _meters;
    private IHost? _host;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IOperations Operations => _host!.Services.GetRequiredService<IOperations>();

    public async ValueTask InitializeAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddClusteringCore().AddOperationHandler<Told, ToldHandler>("telemetry", options => options.MaxAttempts = 1);
        _host = builder.Build();

        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == ClusterDiagnostics.ActivitySourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if ((string?)span.GetTagItem("messaging.destination.name") == "told")
                {
                    _spans.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);

        var factory = _host.Services.GetRequiredService<IMeterFactory>();
        _meters = new MeterListener();
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ClusterDiagnostics.MeterName && ReferenceEquals(instrument.Meter.Scope, factory))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, 1, tags));
        _meters.Start();
        await _host.StartAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _host!.StopAsync(Cancel);
        _host.Dispose();
        _meters!.Dispose();
        _listener!.Dispose();
    }

    [Fact]
    public async Task Run_IsATraceOfItsOwn_LinkedToWhoeverEnqueuedIt()
    {
        using var request = new Activity("request").Start();
        var id = await Operations.EnqueueAsync(new Told(false), cancellationToken: Cancel);
        await Eventually.TrueAsync(() => _spans.Count == 2, "both spans have ended");

        var sent = Assert.Single(_spans, static span => span.Kind == ActivityKind.Producer);
        var run = Assert.Single(_spans, static span => span.Kind == ActivityKind.Consumer);
        Assert.Equal(("send told", request.TraceId), (sent.OperationName, sent.TraceId));
        Assert.Equal(("process telemetry", sent.SpanId), (run.OperationName, Assert.Single(run.Links).Context.SpanId));
        Assert.NotEqual(sent.TraceId, run.TraceId);
        Assert.Equal(id, run.GetTagItem("messaging.message.id"));
        Assert.Equal(("redis", "telemetry", "process"), (run.GetTagItem("messaging.system"), run.GetTagItem("messaging.consumer.group.name"), run.GetTagItem("messaging.operation.type")));
    }

    [Fact]
    public async Task Run_ThatFails_IsASpanWithAnError()
    {
        await Operations.EnqueueAsync(new Told(true), cancellationToken: Cancel);
        await Eventually.TrueAsync(() => _spans.Count == 2, "both spans have ended");

        Assert.Equal(ActivityStatusCode.Error, _spans.Single(static span => span.Kind == ActivityKind.Consumer).Status);
    }

    [Fact]
    public async Task Runs_AreCounted_ByHandlerAndOutcome()
    {
        await Operations.EnqueueManyAsync([new Told(false), new Told(false)], cancellationToken: Cancel);
        await Operations.EnqueueAsync(new Told(true), cancellationToken: Cancel);
        await Eventually.TrueAsync(() => _counted.Count(static line => line.StartsWith("clustering.operation.ended", StringComparison.Ordinal)) == 3, "all have ended");

        Assert.Equal(2, _counted.Count(static line => line == "clustering.operation.ended 1 telemetry completed"));
        Assert.Equal(1, _counted.Count(static line => line == "clustering.operation.ended 1 telemetry dead"));
        await Eventually.TrueAsync(() => _counted.Count(static line => line == "messaging.process.duration 1 telemetry") == 3, "the time of each is known");
        Assert.Contains("messaging.client.sent.messages 2 told", _counted);
        Assert.Equal(3, _counted.Count(static line => line == "clustering.operation.wait 1 telemetry"));
    }

    private void Note(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var line = $"{instrument.Name} {value}";
        foreach (var (name, tag) in tags)
        {
            if (name is "messaging.consumer.group.name" or "messaging.destination.name" or "outcome")
            {
                line += $" {tag}";
            }
        }

        _counted.Enqueue(line);
    }

    [Operation("told")]
    internal sealed record Told(bool Fails);

    internal sealed class ToldHandler : IOperationHandler<Told>
    {
        public Task HandleAsync(Told operation, OperationContext context, CancellationToken cancellationToken) =>
            operation.Fails ? throw new InvalidOperationException("As it is told.") : Task.CompletedTask;
    }
}
