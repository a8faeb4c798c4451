namespace Clustering.Benchmarks.SessionsLoad;

/// <summary>What one round of load on one app came to.</summary>
/// <param name="Requests">The requests answered.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Processor">The processor time the app used.</param>
/// <param name="RedisProcessor">The processor time Redis used.</param>
/// <param name="Allocated">The bytes the app allocated.</param>
/// <param name="Commands">The commands the app sent to Redis; a script counts as one.</param>
/// <param name="RedisBytes">The bytes between the app and Redis, both ways.</param>
internal sealed record Round(
    long Requests, TimeSpan Elapsed, TimeSpan Processor, TimeSpan RedisProcessor, long Allocated, long Commands, long RedisBytes)
{
    public double PerSecond => Requests / Elapsed.TotalSeconds;
}
