using Microsoft.Extensions.Logging;

namespace Clustering.Reservations.Internal;

// 2100-2199. Ids and event names are public contract, listed in docs/telemetry.md; the texts are not. Who holds what is never logged.
internal static partial class ReservationLog
{
    [LoggerMessage(2100, LogLevel.Warning, "The sweep for reservations that have ended failed; it goes on: {Reason}", EventName = "ReservationSweepFailed")]
    public static partial void SweepFailed(this ILogger logger, string reason);

    [LoggerMessage(2101, LogLevel.Error, "The sweep for reservations that have ended failed unexpectedly; it goes on.", EventName = "ReservationSweepBroken")]
    public static partial void SweepBroken(this ILogger logger, Exception exception);

    [LoggerMessage(2102, LogLevel.Error, "A subscriber to reservations failed on {Kind}.", EventName = "ReservationSubscriberFailed")]
    public static partial void SubscriberFailed(this ILogger logger, ReservationEventKind kind, Exception exception);

    [LoggerMessage(2103, LogLevel.Debug, "What a session held could not be looked at when it ended or was renewed; the sweep does it: {Reason}", EventName = "ReservationSessionUnseen")]
    public static partial void SessionUnseen(this ILogger logger, string reason);

    [LoggerMessage(2104, LogLevel.Debug, "A handle's reservation could not be released; it ends with its lease: {Reason}", EventName = "ReservationReleaseFailed")]
    public static partial void ReleaseFailed(this ILogger logger, string reason);
}
