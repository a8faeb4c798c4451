using Microsoft.Extensions.Logging;

namespace Clustering.Redis.Internal;

// 1100-1199. Ids and event names are public contract, listed in docs/telemetry.md; the texts are not.
internal static partial class RedisLog
{
    [LoggerMessage(1100, LogLevel.Information, "Connected to Redis at {EndPoint}, generation {Generation}, after {Away} without it.", EventName = "GenerationBegan")]
    public static partial void GenerationBegan(this ILogger logger, long generation, string endPoint, TimeSpan away);

    [LoggerMessage(1101, LogLevel.Warning, "Redis at {EndPoint} {Reason}. Commands fail at once until it answers again.", EventName = "ConnectionLost")]
    public static partial void ConnectionLost(this ILogger logger, string endPoint, string reason, Exception? exception);

    [LoggerMessage(1102, LogLevel.Debug, "Redis at {Target} is still away: {Reason}", EventName = "StillAway")]
    public static partial void StillAway(this ILogger logger, string target, string reason);

    [LoggerMessage(1103, LogLevel.Warning, "Redis at {Target} cannot be used yet: {Reason} Clustering:Startup is {Startup}, so the application goes on trying.", EventName = "StartedWithoutRedis")]
    public static partial void StartedWithoutRedis(this ILogger logger, string target, string reason, ClusterStartup startup, Exception exception);

    [LoggerMessage(1104, LogLevel.Error, "{Observer} could not follow Redis into generation {Generation}.", EventName = "ObserverFailed")]
    public static partial void ObserverFailed(this ILogger logger, string observer, long generation, Exception exception);

    [LoggerMessage(1105, LogLevel.Warning, "Redis has maxmemory-policy '{Policy}': it may throw away sessions when its memory is full. Set it to noeviction.", EventName = "EvictionPossible")]
    public static partial void EvictionPossible(this ILogger logger, string policy);

    [LoggerMessage(1106, LogLevel.Warning, "Redis keeps neither an append-only file nor snapshots: a restart forgets everything. Set appendonly to yes.", EventName = "NoPersistence")]
    public static partial void NoPersistence(this ILogger logger);

    [LoggerMessage(1107, LogLevel.Warning, "The subscription of this node is silent; subscribing again.", EventName = "SubscriptionSilent")]
    public static partial void SubscriptionSilent(this ILogger logger);

    [LoggerMessage(1108, LogLevel.Error, "A handler of the message '{Topic}' failed.", EventName = "MessageHandlerFailed")]
    public static partial void MessageHandlerFailed(this ILogger logger, string topic, Exception exception);

    [LoggerMessage(1109, LogLevel.Warning, "Redis at {Target} is failing over: commands are held back. ({Sign})", EventName = "CommandsHeld")]
    public static partial void CommandsHeld(this ILogger logger, string target, string sign);

    [LoggerMessage(1110, LogLevel.Information, "Redis at {Target} has failed over or stayed: commands go on after {Held}.", EventName = "CommandsReleased")]
    public static partial void CommandsReleased(this ILogger logger, string target, TimeSpan held);

    [LoggerMessage(1111, LogLevel.Warning, "Redis at {Target} did not end its failover within {Bound}: commands are no longer held back.", EventName = "FailoverTooLong")]
    public static partial void FailoverTooLong(this ILogger logger, string target, TimeSpan bound);
}
