using StackExchange.Redis;

namespace Clustering.Redis.Internal.Sentinels;

/// <summary>Why a sentinel did not answer.</summary>
/// <param name="Reason">For people.</param>
/// <param name="IsFinal">Whether waiting for longer would not have helped: it was refused, rather than not answered.</param>
internal sealed record SentinelFailure(string Reason, bool IsFinal)
{
    public static SentinelFailure NotAskedYet { get; } = new("It has not been asked yet.", false);

    public static SentinelFailure From(Exception exception) => exception switch
    {
        TimeoutException => new("It does not answer.", false),
        RedisServerException refused when refused.Message.Contains("No such master", StringComparison.OrdinalIgnoreCase) =>
            new("It knows no primary of that name.", true),
        RedisServerException refused when refused.Message.Contains("unknown command", StringComparison.OrdinalIgnoreCase) =>
            new("It is no sentinel: it does not know the command SENTINEL. Sentinels usually listen on port 26379.", true),
        _ => new(exception.Message, true),
    };
}
