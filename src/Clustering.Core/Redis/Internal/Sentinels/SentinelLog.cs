using Clustering.Configuration.Internal;
using Microsoft.Extensions.Logging;

namespace Clustering.Redis.Internal.Sentinels;

// 1200-1299. Ids and event names are public contract, listed in docs/telemetry.md; the texts are not.
internal static partial class SentinelLog
{
    [LoggerMessage(1200, LogLevel.Information, "The sentinels say that the primary of '{Primary}' is {EndPoint} (epoch {Epoch}).", EventName = "PrimaryKnown")]
    public static partial void PrimaryKnown(this ILogger logger, string primary, HostAndPort endPoint, long epoch);

    [LoggerMessage(1201, LogLevel.Warning, "The primary of '{Primary}' moved from {Former} to {EndPoint} (epoch {Epoch}).", EventName = "PrimaryMoved")]
    public static partial void PrimaryMoved(this ILogger logger, string primary, HostAndPort former, HostAndPort endPoint, long epoch);

    [LoggerMessage(1202, LogLevel.Warning, "The sentinel {Sentinel} does not answer: {Reason}", EventName = "SentinelAway")]
    public static partial void SentinelAway(this ILogger logger, HostAndPort sentinel, string reason);

    [LoggerMessage(1203, LogLevel.Information, "The sentinel {Sentinel} answers.", EventName = "SentinelAnswers")]
    public static partial void SentinelAnswers(this ILogger logger, HostAndPort sentinel);

    [LoggerMessage(1204, LogLevel.Information, "Found another sentinel of '{Primary}': {Sentinel}.", EventName = "SentinelFound")]
    public static partial void SentinelFound(this ILogger logger, string primary, HostAndPort sentinel);

    [LoggerMessage(1205, LogLevel.Warning, "The sentinels do not agree on the primary of '{Primary}': {Answers}", EventName = "SentinelsDisagree")]
    public static partial void SentinelsDisagree(this ILogger logger, string primary, string answers);

    [LoggerMessage(1206, LogLevel.Error, "The watch over the sentinels failed; it goes on.", EventName = "SentinelWatchBroken")]
    public static partial void SentinelWatchBroken(this ILogger logger, Exception exception);

    [LoggerMessage(1207, LogLevel.Debug, "Sentinel {Sentinel}: {Event}", EventName = "SentinelEventHeard")]
    public static partial void SentinelEventHeard(this ILogger logger, HostAndPort sentinel, string @event);

    [LoggerMessage(1208, LogLevel.Warning, "The sentinel {Sentinel} answers, but its events are not heard, so it is asked ten times a second. Its user needs PSUBSCRIBE and allchannels.", EventName = "SentinelUnheard")]
    public static partial void SentinelUnheard(this ILogger logger, HostAndPort sentinel);
}
