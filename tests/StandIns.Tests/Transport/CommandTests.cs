using System.Collections.Concurrent;
using System.Security.Cryptography;
using Clustering.Testing;
using StackExchange.Redis;

namespace StandIns.Tests.Transport;

/// <summary>Replies of every shape and size, over both protocols.</summary>
public sealed class CommandTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly string _prefix = ClusterNames.New("standins");

    public static TheoryData<RedisProtocol> Protocols => Connect.Protocols;

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Strings_SetAndRead_ComeBack(RedisProtocol protocol)
    {
        await using var redis = await Connect.SharedAsync(protocol);
        var database = redis.GetDatabase();

        Assert.True(await database.StringSetAsync(Key("greeting"), "hello", Lifetime));
        Assert.Equal("hello", await database.StringGetAsync(Key("greeting")));
        Assert.Equal(RedisValue.Null, await database.StringGetAsync(Key("absent")));
        Assert.Equal(["hello", RedisValue.Null], await database.StringGetAsync([Key("greeting"), Key("absent")]));
        Assert.Equal(protocol, redis.GetServers().Single().Protocol);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Lists_OfManyLengths_ComeBackWhole(RedisProtocol protocol)
    {
        await using var redis = await Connect.SharedAsync(protocol);
        var database = redis.GetDatabase();

        // Around the sizes at which the reader of replies changes how it stores them.
        foreach (var count in (int[])[1, 3, 63, 64, 65, 1000, 20_000, 200_000])
        {
            var key = Key($"list-{count}");
            var values = Enumerable.Range(0, count).Select(i => (RedisValue)i).ToArray();
            foreach (var chunk in values.Chunk(50_000))
            {
                await database.ListRightPushAsync(key, chunk);
            }

            Assert.Equal(values, await database.ListRangeAsync(key));
            await database.KeyDeleteAsync(key);
        }
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Collections_OfPairsAndScores_ComeBack(RedisProtocol protocol)
    {
        await using var redis = await Connect.SharedAsync(protocol);
        var database = redis.GetDatabase();

        await database.HashSetAsync(Key("hash"), [new("a", 1), new("b", 2)]);
        Assert.Equal(2, (await database.HashGetAllAsync(Key("hash"))).Length);
        await database.SortedSetAddAsync(Key("scores"), [new("x", 1.5), new("y", 2.5)]);
        Assert.Equal([new("x", 1.5), new("y", 2.5)], await database.SortedSetRangeByRankWithScoresAsync(Key("scores")));
        await database.GeoAddAsync(Key("places"), 13.361389, 38.115556, "Palermo");
        Assert.NotNull(await database.GeoPositionAsync(Key("places"), "Palermo"));

        Assert.Equal(3, (await KeySweep.AllAsync(redis, _prefix)).Count);
        await database.KeyDeleteAsync([Key("hash"), Key("scores"), Key("places")]);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Value_Of64Megabytes_ComesBackEqual(RedisProtocol protocol)
    {
        await using var redis = await Connect.SharedAsync(protocol);
        var database = redis.GetDatabase();
        var value = RandomNumberGenerator.GetBytes(64 * 1024 * 1024);

        await database.StringSetAsync(Key("large"), value, Lifetime);

        var read = (byte[]?)await database.StringGetAsync(Key("large"));
        Assert.True(value.AsSpan().SequenceEqual(read));
        using var lease = await database.StringGetLeaseAsync(Key("large"));
        Assert.True(value.AsSpan().SequenceEqual(lease!.Span));
        await database.KeyDeleteAsync(Key("large"));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Commands_FromManyTasks_EachGetTheirOwnReply(RedisProtocol protocol)
    {
        const int Tasks = 64;
        const int Rounds = 800;
        await using var redis = await Connect.SharedAsync(protocol);
        var database = redis.GetDatabase();
        var seen = new ConcurrentDictionary<long, bool>();

        await Task.WhenAll(Enumerable.Range(0, Tasks).Select(async task =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                Assert.True(seen.TryAdd(await database.StringIncrementAsync(Key("counter")), true));
                if (round % 50 == 0)
                {
                    var payload = new string((char)('a' + (task % 26)), round + 1);
                    await database.StringSetAsync(Key($"k{task}"), payload, Lifetime);
                    Assert.Equal(payload, await database.StringGetAsync(Key($"k{task}")));
                }
            }
        }));

        Assert.Equal(Tasks * Rounds, seen.Count);
        Assert.Equal(seen.Count, (long)await database.StringGetAsync(Key("counter")));
        await database.KeyDeleteAsync(Key("counter"));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Scripts_WithNestedRepliesAndErrors_ComeBack(RedisProtocol protocol)
    {
        await using var redis = await Connect.SharedAsync(protocol);
        var database = redis.GetDatabase();

        var nested = (RedisResult[])(await database.ScriptEvaluateAsync("return {KEYS[1], ARGV[1], {1, 2, {3}}}", ["k"], ["v"]))!;
        Assert.Equal(3, (int)((RedisResult[])nested[2]!)[2][0]);
        var error = await Assert.ThrowsAsync<RedisServerException>(() => database.ScriptEvaluateAsync("return redis.call('nope')"));
        Assert.Contains("Unknown Redis command", error.Message, StringComparison.Ordinal);
        Assert.True(((RedisResult[])(await database.ExecuteAsync("COMMAND"))!).Length > 200);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Transaction_WithACondition_RunsOnlyWhileItHolds(RedisProtocol protocol)
    {
        await using var redis = await Connect.SharedAsync(protocol);
        var database = redis.GetDatabase();
        await database.StringSetAsync(Key("guard"), "1", Lifetime);

        Assert.Equal((true, 2), await TryAsync());
        Assert.Equal((false, 0), await TryAsync());

        async Task<(bool Ran, long Value)> TryAsync()
        {
            var transaction = database.CreateTransaction();
            transaction.AddCondition(Condition.StringEqual(Key("guard"), "1"));
            var increment = transaction.StringIncrementAsync(Key("guard"));
            return await transaction.ExecuteAsync() ? (true, await increment) : (false, 0);
        }
    }

    private RedisKey Key(string name) => $"{_prefix}:{name}";
}
