using Clustering.Testing;
using Clustering.Testing.Internal;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Rig;

public sealed class ServerKindTests
{
    public static TheoryData<string> Names => ["redis", "garnet", "secured"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Find_ByName_InAnyCase_IsThatKind(string name) => Assert.Equal(name, ServerKind.Find(name.ToUpperInvariant()).Name);

    [Fact]
    public void Find_OfAnUnknownName_SaysWhichThereAre()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => ServerKind.Find("keydb"));

        Assert.Contains("CLUSTERING_TEST_SERVER is 'keydb'; it must be one of redis, garnet, secured", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secured_LetsNobodyInWithoutTlsOrUser()
    {
        await using var server = await RedisServer.StartAsync(ServerKind.Secured);

        await Assert.ThrowsAnyAsync<IOException>(() => RedisProbe.AskAsync(server.Port, new ServerAccess(), "PING"));
        Assert.StartsWith("-NOAUTH", await RedisProbe.AskAsync(server.Port, new ServerAccess(IsTls: true), "PING"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secured_LetsTheAppsUserHaveItsClustersKeysAlone()
    {
        await using var server = await RedisServer.StartAsync(ServerKind.Secured);
        var options = server.Options();
        (options.User, options.Password) = (server.AppAccess.User, server.AppAccess.Password);
        await using var app = await ConnectionMultiplexer.ConnectAsync(options);
        var database = app.GetDatabase();

        await database.HashSetAsync("{any}:key", "field", 1);
        await database.KeyExpireAsync("{any}:key", TimeSpan.FromMinutes(1));

        await Assert.ThrowsAsync<RedisServerException>(() => database.HashSetAsync("another's", "field", 1));
        await Assert.ThrowsAsync<RedisServerException>(() => database.ExecuteAsync("FLUSHALL"));
        await Assert.ThrowsAsync<RedisServerException>(() => database.ExecuteAsync("CONFIG", "SET", "maxmemory", "1"));
    }
}
