using Clustering.AspNetCore.Tests.Rig;
using Clustering.Testing;

namespace Clustering.AspNetCore.Tests.Caches;

/// <summary>What it costs that a session carries what its visitor has changed: nothing, where he has changed nothing.</summary>
[NotOn("garnet", "It does not count the commands in scripts.")]
public sealed class OwnChangesCostTests : IAsyncLifetime
{
    private readonly Shelf _shelf = new();
    private readonly HttpClient _visitor = TestNode.Browser();
    private RedisServer _redis = null!;
    private TestNode _node = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _node = await TestNode.StartAsync(
            new Dictionary<string, string?>(_redis.Settings("cost"))
            {
                ["Clustering:Nodes:Heartbeat"] = "60s", // Their scripts would be counted too.
                ["Clustering:Nodes:Lease"] = "180s",
                ["Clustering:Caches:Heartbeat"] = "60s",
                ["Clustering:Caches:MaxStaleness"] = "180s",
                ["Clustering:Caches:ReloadSpread"] = "0s",
            },
            _shelf.Map,
            _shelf.Build);

        // Every script once, so that loading them is not counted.
        using var first = TestNode.Browser();
        foreach (var path in (string[])["/begin", "/change-and-note", "/read", "/change-and-note", "/change"])
        {
            await first.GetStringAsync(_node.At(path), Cancel);
        }

        await _visitor.GetStringAsync(_node.At("/begin"), Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        _visitor.Dispose();
        await _node.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Request_OfASessionWithoutChanges_CostsWhatItAlwaysDid()
    {
        Assert.Equal(1, await ScriptsAsync("/read"));
        Assert.Equal(1, await SessionsThatKnowOfChangesAsync()); // Not this one.
    }

    [Fact]
    public async Task Request_ThatChangesACacheAndItsSession_CostsNoMoreThanBothDo()
    {
        Assert.Equal(3, await ScriptsAsync("/change-and-note")); // Loaded, invalidated, stored.
        Assert.Equal(2, await SessionsThatKnowOfChangesAsync());
        Assert.Equal(1, await ScriptsAsync("/read"));
    }

    [Fact]
    public async Task Request_ThatChangesACacheOnly_LoadsAndStoresItsSessionForThat()
    {
        Assert.Equal(3, await ScriptsAsync("/change"));
        Assert.Equal(1, await ScriptsAsync("/read"));
    }

    private async Task<long> ScriptsAsync(string path)
    {
        await _redis.ResetStatsAsync();
        await _visitor.GetStringAsync(_node.At(path), Cancel);
        var stats = await _redis.CommandStatsAsync();
        return stats["eval"] + stats["evalsha"];
    }

    private async Task<int> SessionsThatKnowOfChangesAsync()
    {
        await using var connection = await _redis.ConnectAsync();
        var database = connection.GetDatabase();
        var count = 0;
        foreach (var session in connection.GetServer(_redis.EndPoint).Keys(database.Database, "{cost}:session:*"))
        {
            count += (await database.HashKeysAsync(session)).Any(static field => field == "+number") ? 1 : 0;
        }

        return count;
    }
}
