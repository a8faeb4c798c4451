using System.Diagnostics;
using System.Reflection;
using Clustering.Redis.Internal;
using Clustering.Testing;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Redis;

/// <summary>The test by which a server whose scripts are not atomic is refused.</summary>
public sealed class AtomicityTests
{
    [Fact]
    public async Task IsAtomic_OnRedis_IsTrueAndLeavesNothing()
    {
        await using var server = await RedisServer.StartAsync();
        await using var first = await server.ConnectAsync();
        await using var second = await server.ConnectAsync();

        Assert.True(await AtomicityTest.IsAtomicAsync(first.GetDatabase(), second.GetDatabase(), TestContext.Current.CancellationToken));
        Assert.Equal(0, await first.GetServers()[0].DatabaseSizeAsync());
    }

    [Fact]
    public async Task IsAtomic_WhereOthersRunBetweenTheStepsOfAScript_IsFalse()
    {
        await using var server = await RedisServer.StartAsync();
        await using var first = await server.ConnectAsync();
        await using var second = await server.ConnectAsync();
        var piecemeal = DispatchProxy.Create<IDatabaseAsync, PiecemealDatabase>();
        ((PiecemealDatabase)(object)piecemeal).Database = first.GetDatabase();

        Assert.False(await AtomicityTest.IsAtomicAsync(piecemeal, second.GetDatabase(), TestContext.Current.CancellationToken));
    }

    /// <summary>Runs <c>atomicity.lua</c> command by command, as a server does that does not run scripts alone.</summary>
    public class PiecemealDatabase : DispatchProxy
    {
        /// <summary>Gets or sets where the commands go.</summary>
        public IDatabaseAsync Database { get; set; } = null!;

        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.Name == nameof(IDatabaseAsync.ScriptEvaluateAsync)
                ? CountAsync(((RedisKey[])args![1]!)[0], (int)((RedisValue[])args[2]!)[0])
                : targetMethod.Invoke(Database, args);

        private async Task<RedisResult> CountAsync(RedisKey probe, int milliseconds)
        {
            var began = Stopwatch.GetTimestamp();
            await Database.StringSetAsync(probe, 0, TimeSpan.FromSeconds(10));
            for (var round = 1; Stopwatch.GetElapsedTime(began).TotalMilliseconds < milliseconds; round++)
            {
                if (await Database.StringIncrementAsync(probe) != round)
                {
                    return RedisResult.Create((RedisValue)round);
                }
            }

            return RedisResult.Create((RedisValue)0);
        }
    }
}
