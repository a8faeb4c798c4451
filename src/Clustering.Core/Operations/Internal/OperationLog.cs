using Microsoft.Extensions.Logging;

namespace Clustering.Operations.Internal;

// 5000-5099. Ids and event names are public contract, listed in docs/telemetry.md; the texts are not.
internal static partial class OperationLog
{
    [LoggerMessage(5000, LogLevel.Warning, "Operation {Id} has failed in handler '{Handler}', attempt {Attempt} of {MaxAttempts}; again in {Pause}.", EventName = "OperationFailed")]
    public static partial void Failed(this ILogger logger, string id, string handler, int attempt, int maxAttempts, TimeSpan pause, Exception exception);

    [LoggerMessage(5001, LogLevel.Error, "Operation {Id} has failed in handler '{Handler}' for good, at attempt {Attempt}; it is a dead letter.", EventName = "OperationDied")]
    public static partial void Died(this ILogger logger, string id, string handler, int attempt, Exception exception);

    [LoggerMessage(5002, LogLevel.Warning, "The lease of operation {Id} in handler '{Handler}' was lost, fence {Fence}; its token is cancelled, and another node may run it.", EventName = "OperationLost")]
    public static partial void Lost(this ILogger logger, string id, string handler, long fence);

    [LoggerMessage(5003, LogLevel.Warning, "What became of operation {Id} in handler '{Handler}' was refused, fence {Fence}: this node does not run it any more.", EventName = "OperationRefused")]
    public static partial void Refused(this ILogger logger, string id, string handler, long fence);

    [LoggerMessage(5004, LogLevel.Warning, "Handler '{Handler}' cannot reach its queue; it is tried again: {Reason}", EventName = "OperationQueueUnreachable")]
    public static partial void Unreachable(this ILogger logger, string handler, string reason);

    [LoggerMessage(5005, LogLevel.Error, "The worker of handler '{Handler}' failed unexpectedly; it goes on.", EventName = "OperationWorkerBroken")]
    public static partial void Broken(this ILogger logger, string handler, Exception exception);

    [LoggerMessage(5006, LogLevel.Warning, "Operation {Id} in handler '{Handler}' goes on though its token was cancelled {Since} ago ({Why}); it keeps its place.", EventName = "OperationIgnoresToken")]
    public static partial void IgnoresToken(this ILogger logger, string id, string handler, TimeSpan since, OperationEnding why);

    [LoggerMessage(5007, LogLevel.Warning, "Leases of operations could not be extended; it is tried again until they end: {Problem}", EventName = "OperationRenewalFailed")]
    public static partial void RenewalFailed(this ILogger logger, string problem);

    [LoggerMessage(5008, LogLevel.Warning, "{Count} operations of handler '{Handler}' have not ended when the node stopped; others run them again.", EventName = "OperationsLeftBehind")]
    public static partial void LeftBehind(this ILogger logger, int count, string handler);

    [LoggerMessage(5009, LogLevel.Error, "The queue of handler '{Handler}' does not add up. A key of it was lost, or changed by hand.", EventName = "OperationQueueUnbalanced")]
    public static partial void Unbalanced(this ILogger logger, string handler);

    [LoggerMessage(5010, LogLevel.Warning, "{Count} operations of handler '{Handler}' that were in no list have been put back.", EventName = "OperationsRepaired")]
    public static partial void Repaired(this ILogger logger, int count, string handler);
}
