using Clustering.Redis.Internal.Tls;
using StackExchange.Redis;

namespace Clustering.Redis.Internal.Sentinels;

/// <summary>Why a sentinel did not answer.</summary>
/// <param name="Reason">For people.</param>
/// <param name="IsFinal">Whether waiting for longer would not have helped: it was refused, rather than not answered.</param>
internal sealed record SentinelFailure(string Reason, bool IsFinal)
{
    public static SentinelFailure NotAskedYet { get; } = new("It has not been asked yet.", false);

    /// <param name="exception">What was thrown.</param>
    /// <param name="before">Why it did not answer the time before.</param>
    public static SentinelFailure From(Exception exception, SentinelFailure? before) => exception switch
    {
        TimeoutException => new("It does not answer.", false),

        // Between two attempts StackExchange.Redis does not know why there is no connection; it has told before, or will after the next.
        RedisConnectionException { InnerException: null } => before is { IsFinal: true } ? before : new("There is no connection to it yet.", false),
        RedisServerException refused when refused.Message.Contains("No such master", StringComparison.OrdinalIgnoreCase) =>
            new("It knows no primary of that name.", true),
        RedisServerException refused when refused.Message.Contains("unknown command", StringComparison.OrdinalIgnoreCase) =>
            new("It is no sentinel: it does not know the command SENTINEL. Sentinels usually listen on port 26379.", true),
        _ when exception.GetBaseException() is CertificateRefusedException refused => new(refused.Message, true),
        _ => new(exception.Message, true),
    };
}
