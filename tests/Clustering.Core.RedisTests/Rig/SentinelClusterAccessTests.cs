using Clustering.Redis.Internal;
using Clustering.Testing;
using Microsoft.Extensions.Configuration;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Rig;

/// <summary>All that Redis and its sentinels can want of their clients, and of each other: what starts must be able to fail over.</summary>
[OnlyOn("redis", "It starts a primary, replicas and sentinels of its own.")]
public sealed class SentinelClusterAccessTests(SentinelClusterKinds kinds) : IClassFixture<SentinelClusterKinds>
{
    public static TheoryData<string> Names => [.. SentinelClusterKinds.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Failover_OfEveryKind_MovesThePrimaryToWhereClientsFindIt(string kind)
    {
        var cluster = await kinds.StartedAsync(kind);
        var former = await cluster.PrimaryAsync();
        await using (var before = await cluster.ConnectPrimaryAsync())
        {
            await before.GetDatabase().StringSetAsync("k", kind);
            await before.GetDatabase().ExecuteAsync("WAIT", 1, 20_000);
        }

        await cluster.FailoverAsync();
        var primary = await cluster.WaitForPrimaryAsync(otherThan: former);

        await using var after = await cluster.ConnectPrimaryAsync();
        Assert.Equal(kind, await after.GetDatabase().StringGetAsync("k"));
        await after.GetDatabase().StringSetAsync("k", "written");
        Assert.Equal([primary.Host, $"{primary.Port}"], await AskAsync(cluster));
    }

    [Theory]
    [InlineData("users")]
    [InlineData("TLS")]
    [InlineData("TLS of Redis only")]
    [InlineData("TLS of the sentinels only")]
    public async Task Connection_WithoutWhatIsWanted_IsRefused(string kind)
    {
        var (cluster, wanted) = (await kinds.StartedAsync(kind), SentinelClusterKinds.Wants(kind));

        Assert.Equal(wanted.RedisTls || wanted.RedisUser is not null, await RefusesAsync(cluster.Servers[0]));
        Assert.Equal(wanted.SentinelTls || wanted.SentinelUser is not null, await RefusesAsync(cluster.Sentinels[0]));
    }

    [Theory]
    [InlineData("another name")]
    [InlineData("passwords")]
    [InlineData("users")]
    [InlineData("TLS")]
    public async Task Settings_OfEveryKind_AreReadAsTheyAreMeant(string kind)
    {
        var (cluster, wanted) = (await kinds.StartedAsync(kind), SentinelClusterKinds.Wants(kind));

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(cluster.Settings("shop")).Build();
        var reading = RedisSettingsReader.Read(configuration);

        Assert.Empty(reading.Problems);
        var (settings, sentinel) = (reading.Settings, reading.Settings.Sentinel!);
        Assert.Equal((wanted.RedisUser, wanted.RedisPassword), (settings.Username, settings.Password));
        Assert.Equal(wanted.RedisTls, !settings.ToString().Contains("TLS off", StringComparison.Ordinal));
        Assert.Equal((wanted.SentinelUser, wanted.SentinelPassword), (sentinel.Username, sentinel.Password));
        Assert.Equal(wanted.MasterName, sentinel.Master);
        Assert.Equal(cluster.Sentinels.Select(process => process.EndPoint), sentinel.Nodes.Select(node => node.ToString()));
        Assert.Equal("shop", configuration["Clustering:Name"]);
    }

    // As a client of StackExchange.Redis asks a sentinel.
    private static async Task<string[]> AskAsync(SentinelCluster cluster)
    {
        var options = cluster.Sentinels[0].Options();
        options.CommandMap = CommandMap.Sentinel;
        options.TieBreaker = "";
        await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
        return (string[])(await connection.GetServers()[0].ExecuteAsync("SENTINEL", "GET-MASTER-ADDR-BY-NAME", cluster.MasterName))!;
    }

    private static async Task<bool> RefusesAsync(RedisProcess process)
    {
        try
        {
            return await (process.Access with { User = null, Password = null, Certificates = null }).AskAsync("PING") is not "PONG";
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            return true;
        }
    }
}
