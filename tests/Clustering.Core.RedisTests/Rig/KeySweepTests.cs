using Clustering.Testing;

namespace Clustering.Core.RedisTests.Rig;

public sealed class KeySweepTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task WithoutTtl_WhereSomeKeysHaveOne_ListsTheOthersOfThisClusterOnly()
    {
        var cluster = ClusterNames.New();
        var database = SharedRedis.Connection.GetDatabase();
        await database.StringSetAsync($"{{{cluster}}}:kept", 1);
        await database.StringSetAsync($"{{{cluster}}}:passing", 1, Minute);
        await database.StringSetAsync($"{ClusterNames.New()}:another", 1, Minute);

        Assert.Equal([$"{{{cluster}}}:kept"], await KeySweep.WithoutTtlAsync(SharedRedis.Connection, cluster));
        Assert.Equal(2, (await KeySweep.AllAsync(SharedRedis.Connection, cluster)).Count);

        await database.KeyDeleteAsync($"{{{cluster}}}:kept");
        Assert.Empty(await KeySweep.WithoutTtlAsync(SharedRedis.Connection, cluster));
    }

    [Fact]
    public async Task Find_InAllDatabases_ListsWhatNeitherEndsNorIsMeantToStay()
    {
        await using var server = await RedisServer.StartAsync();
        await using var connection = await server.ConnectAsync();
        KeySweep.MayStay("meant");
        foreach (var database in (int[])[0, 3])
        {
            foreach (var key in (string[])[$"kept-{database}", "{shop}:data-protection", "{shop}:cache:page", "meant"])
            {
                await connection.GetDatabase(database).StringSetAsync(key, 1);
            }

            await connection.GetDatabase(database).StringSetAsync("passing", 1, Minute);
        }

        Assert.Equal(["kept-0", "kept-3"], await KeySweep.FindAsync(connection));

        await connection.GetServers()[0].FlushAllDatabasesAsync(); // Or this server would be reported when it ends.
        Assert.Empty(await KeySweep.FindAsync(connection));
    }
}
