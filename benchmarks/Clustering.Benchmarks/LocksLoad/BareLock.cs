using System.Globalization;
using Clustering.Redis.Internal;
using StackExchange.Redis;

namespace Clustering.Benchmarks.LocksLoad;

/// <summary>The least that can be called a lock: SET NX PX, and a script that deletes what is still one's own.</summary>
internal sealed class BareLock(IDatabase database, byte[] release, byte[] nothing)
{
    private static readonly string[] Kinds = ["lock", "fence", "queue", "nodes", "forced"];

    private static long last;

    public static async Task<BareLock> CreateAsync(IConnectionMultiplexer connection) => new(
        connection.GetDatabase(),
        await connection.GetServers()[0].ScriptLoadAsync(
            "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"),
        await connection.GetServers()[0].ScriptLoadAsync("return { 1, '1795548282123456' }"));

    public async Task TakeAndReleaseAsync(string name)
    {
        RedisKey key = "{benchmark}:bare:" + name;
        RedisValue owner = Interlocked.Increment(ref last).ToString(CultureInfo.InvariantCulture);
        if (await database.StringSetAsync(key, owner, TimeSpan.FromSeconds(30), When.NotExists))
        {
            await database.ScriptEvaluateAsync(release, [key], [owner]);
        }
    }

    /// <summary>Two scripts that do nothing, with as many keys and values as ours: no lock with a fence can cost less.</summary>
    public async Task DoNothingTwiceAsync(string name)
    {
        RedisKey[] keys = [.. Kinds.Select(kind => (RedisKey)$"{{benchmark}}:{kind}:{name}")];
        RedisValue owner = Interlocked.Increment(ref last).ToString(CultureInfo.InvariantCulture);
        RedisValue[] values = ["ask", owner, "0123456789abcdef0123", "30000", "{benchmark}:0:node:"];
        await database.ScriptEvaluateAsync(nothing, keys, values);
        await database.ScriptEvaluateAsync(nothing, keys, values);
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
