using System.Globalization;
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
}
