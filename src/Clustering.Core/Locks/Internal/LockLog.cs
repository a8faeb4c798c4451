using Microsoft.Extensions.Logging;

namespace Clustering.Locks.Internal;

// 2050-2099. Ids and event names are public contract, listed in docs/telemetry.md; the texts are not.
internal static partial class LockLog
{
    [LoggerMessage(2050, LogLevel.Warning, "The lock '{Name}' could not be let go. It is tried again when Redis answers; at the latest it ends with its lease: {Reason}", EventName = "LockReleaseFailed")]
    public static partial void ReleaseFailed(this ILogger logger, string name, string reason);

    [LoggerMessage(2051, LogLevel.Warning, "The lock '{Name}' was not held any more when it was let go: {Reason}.", EventName = "LockLostUnnoticed")]
    public static partial void LostUnnoticed(this ILogger logger, string name, Leases.LeaseLossReason reason);

    [LoggerMessage(2052, LogLevel.Warning, "The lock '{Name}' was taken away from node {NodeId} by {By}: {Why}", EventName = "LockForced")]
    public static partial void Forced(this ILogger logger, string name, string nodeId, string by, string why);

    [LoggerMessage(2053, LogLevel.Debug, "A lock came to '{Owner}', who does not wait for it any more; it was given on.", EventName = "LockGivenOn")]
    public static partial void GivenOn(this ILogger logger, string owner);
}
