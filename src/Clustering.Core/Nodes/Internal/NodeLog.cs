using Microsoft.Extensions.Logging;

namespace Clustering.Nodes.Internal;

// 1000-1099. Ids and event names are public contract, listed in docs/telemetry.md; the texts are not.
internal static partial class NodeLog
{
    [LoggerMessage(1000, LogLevel.Information, "Node {NodeId} ({Name}) is part of cluster '{Cluster}' over {Backend}.", EventName = "NodeStarted")]
    public static partial void Started(this ILogger logger, string nodeId, string name, string cluster, string backend);

    [LoggerMessage(1001, LogLevel.Information, "Node {NodeId} has left the cluster.", EventName = "NodeLeft")]
    public static partial void Left(this ILogger logger, string nodeId);

    [LoggerMessage(1002, LogLevel.Warning, "Node {NodeId} stops without being able to say so; the others notice when its lease ends: {Reason}", EventName = "NodeLeftUnheard")]
    public static partial void LeftUnheard(this ILogger logger, string nodeId, string reason);

    [LoggerMessage(1003, LogLevel.Warning, "The heartbeat did not reach Redis: {Reason}", EventName = "HeartbeatFailed")]
    public static partial void HeartbeatFailed(this ILogger logger, string reason);

    [LoggerMessage(1004, LogLevel.Error, "The heartbeat failed unexpectedly; it goes on.", EventName = "HeartbeatBroken")]
    public static partial void HeartbeatBroken(this ILogger logger, Exception exception);

    [LoggerMessage(1005, LogLevel.Warning, "The record of node {NodeId} cannot be read; the node is left out of the list.", EventName = "NodeRecordUnreadable")]
    public static partial void UnreadableRecord(this ILogger logger, string nodeId, Exception exception);
}
