using System.Diagnostics;

namespace Clustering.Operations.Internal;

/// <summary>Spans of operations, with OpenTelemetry's names for messaging: one where they are enqueued, and one, linked to it, for each run.</summary>
internal static class OperationTracing
{
    public const string MessageId = "messaging.message.id";
    public const string BatchCount = "messaging.batch.message_count";

    private static readonly ActivitySource Source = new(ClusterDiagnostics.ActivitySourceName);

    public static Activity? Send(string type, int? count)
    {
        if (!Source.HasListeners() || Source.StartActivity($"send {type}", ActivityKind.Producer) is not { } activity)
        {
            return null;
        }

        Name(activity, "send", type);
        if (count > 1)
        {
            activity.SetTag(BatchCount, count);
        }

        return activity;
    }

    public static Activity? Process(RunningOperation running)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        ActivityLink[] links = ActivityContext.TryParse(running.Envelope.Trace, null, isRemote: true, out var context) ? [new(context)] : [];
        var definition = running.Worker.Definition;

        // A trace of its own: hours may lie between the two, and one enqueueing may have many.
        Activity.Current = null;
        if (Source.StartActivity($"process {definition.Name}", ActivityKind.Consumer, parentContext: default, links: links) is not { } activity)
        {
            return null;
        }

        Name(activity, "process", definition.Type);
        activity.SetTag("messaging.consumer.group.name", definition.Name);
        activity.SetTag(MessageId, running.Id);
        activity.SetTag("clustering.operation.attempt", running.FailedAttempts + 1);
        return activity;
    }

    private static void Name(Activity activity, string operation, string type)
    {
        activity.SetTag("messaging.system", "redis");
        activity.SetTag("messaging.operation.name", operation);
        activity.SetTag("messaging.operation.type", operation);
        activity.SetTag("messaging.destination.name", type);
    }
}
