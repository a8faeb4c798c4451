namespace Clustering.Redis.Internal;

/// <summary>Why commands fail at once at present, and since when.</summary>
/// <param name="Target">What cannot be reached.</param>
/// <param name="Since">The <see cref="TimeProvider"/> timestamp at which it began.</param>
/// <param name="Reason">What happened, as the middle of a sentence.</param>
/// <param name="Cause">What the client library or the server said.</param>
internal sealed record RedisOutage(string Target, long Since, string Reason, Exception? Cause)
{
    public ClusterUnavailableException ToException(string command, TimeSpan age) => new(
        $"Redis at {Target} {Reason} ({age.TotalSeconds:0.0} s ago), so '{command}' was not sent. " +
        "Commands fail at once until it answers again.",
        Cause);
}
