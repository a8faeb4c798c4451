using Microsoft.Extensions.Logging;

namespace Clustering.Configuration.Internal;

// 100-199. Ids and event names are public contract; the texts are not.
internal static partial class ClusterConfigurationLog
{
    [LoggerMessage(100, LogLevel.Warning, "{Warning}", EventName = "ConfigurationOdd")]
    public static partial void Odd(this ILogger logger, string warning);

    [LoggerMessage(
        101,
        LogLevel.Warning,
        "Redis runs without Sentinel in the Production environment: while it is away, no node can answer. Set spring.data.redis.sentinel.master and .nodes.",
        EventName = "ConfigurationSimpleInProduction")]
    public static partial void SimpleModeInProduction(this ILogger logger);
}
