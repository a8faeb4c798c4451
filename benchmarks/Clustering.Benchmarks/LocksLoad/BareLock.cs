using System.Globalization;
using Clustering.Redis.Internal;
using StackExchange.Redis;

namespace Clustering.Benchmarks.LocksLoad;

/// <summary>The least that can be called a lock: SET NX PX, and a script that deletes what is still one's own.</summary>
internal sealed class BareLock(IDatabase database, byte[] release)
{
    private static long last;

    public static async Task<BareLock> CreateAsync(IConnectionMultiplexer connection) => new(
        connection.GetDatabase(),
        await connection.GetServers()[0].ScriptLoadAsync(
            "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"));

    public async Task TakeAndReleaseAsync(string name)
    {
        RedisKey key = "{benchmark}:bare:" + name;
        RedisValue owner = Interlocked.Increment(ref last).ToString(CultureInfo.InvariantCulture);
        if (await database.StringSetAsync(key, owner, TimeSpan.FromSeconds(30), When.NotExists))
        {
            await database.ScriptEvaluateAsync(release, [key], [owner]);
        }
    }

    /// <summary>The same two commands by way of <see cref="RedisConnection"/>: what exact limits, fail-fast and second attempts cost.</summary>
    public async Task TakeAndReleaseAsync(RedisConnection redis, string name)
    {
        RedisKey key = "{benchmark}:bare:" + name;
        RedisValue owner = Interlocked.Increment(ref last).ToString(CultureInfo.InvariantCulture);
        if (await redis.RunAgainAsync(
            (key, owner),
            static (generation, call) => generation.Database.StringSetAsync(call.key, call.owner, TimeSpan.FromSeconds(30), When.NotExists),
            "set", redis.Timeout, CancellationToken.None))
        {
            await redis.RunAgainAsync(
                (release, key, owner),
                static (generation, call) => generation.Database.ScriptEvaluateAsync(call.release, [call.key], [call.owner]),
                "release", redis.Timeout, CancellationToken.None);
        }
    }
}
