using Microsoft.Extensions.Logging;

namespace Clustering.Leases.Internal;

// 2000-2049. Ids and event names are public contract, listed in docs/telemetry.md; the texts are not.
internal static partial class LeaseLog
{
    [LoggerMessage(2000, LogLevel.Warning, "Lost {Name} before it was let go: {Reason} (by: {By}; why: {Why}).", EventName = "LeaseLost")]
    public static partial void Lost(this ILogger logger, string name, LeaseLossReason reason, string? by, string? why);

    [LoggerMessage(2001, LogLevel.Warning, "Leases could not be extended; it is tried again until they end: {Problem}", EventName = "LeaseRenewalFailed")]
    public static partial void RenewalFailed(this ILogger logger, string problem, Exception? exception);
}
