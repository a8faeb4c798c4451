using Clustering.Contracts.Sessions;
using Clustering.Core.RedisTests.Redis;
using Clustering.Redis.Internal;
using Clustering.Sessions;
using Clustering.Sessions.Internal;
using Clustering.Testing;

namespace Clustering.Core.RedisTests.Sessions;

/// <summary>A Redis user that may have the cluster's keys and no others, so none of the store that sessions are taken over from.</summary>
public sealed class TakeOverRightsTests
{
    private const string Credential = "3b0bd3e4-8a0e-4a65-9d5f-6f4d3a4f1f0e";

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Load_WithoutTheRightToTheStockStoresKeys_AnswersAndSaysOnceThatNoneIsTakenOver()
    {
        await using var server = await RedisServer.StartAsync(ServerKind.Secured);
        await using var redis = await TestConnection.StartAsync(TestConnection.Settings(server));
        var log = new LogCapture();
        var records = Records(redis, log, "other:");
        var id = SessionIds.NewName();
        await new SessionRequest(records, id, Idle, default).SetAsync(("a", "1"));

        var loads = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => LoadAsync(records, id)));

        Assert.All(loads, load => Assert.Equal("a=1", SessionRecordsContract.Show(load)));
        Assert.Equal(SessionLoadStatus.Missing, (await LoadAsync(records, SessionIds.NewName())).Status);
        Assert.Contains("ReadStockSessions", Assert.Single(log.Of(3009)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_WithTheRightToThem_FindsTheStockStoresSession()
    {
        await using var server = await RedisServer.StartAsync(ServerKind.Secured);
        await server.AllowAsync("~other:*");
        await using var redis = await TestConnection.StartAsync(TestConnection.Settings(server));
        await using var admin = await server.ConnectAsync();
        await admin.GetDatabase().HashSetAsync($"other:{Credential}", "data", "blob");
        await admin.GetDatabase().KeyExpireAsync($"other:{Credential}", Idle);
        var log = new LogCapture();

        var load = await LoadAsync(Records(redis, log, "other:"), SessionIds.NewName());

        Assert.Equal("blob"u8, load.StockData!);
        Assert.Empty(log.Of(3009));
    }

    [Fact]
    public async Task Load_WithoutTheRightToTheClustersOwnKeys_IsRefused()
    {
        await using var server = await RedisServer.StartAsync(ServerKind.Secured);
        await server.AllowAsync("resetkeys", "~other:*");
        await using var redis = await TestConnection.StartAsync(TestConnection.Settings(server));
        var log = new LogCapture();

        var exception = await Assert.ThrowsAsync<ClusterUnavailableException>(() => LoadAsync(Records(redis, log, "other:"), SessionIds.NewName()));

        Assert.Contains("NOPERM", exception.Message, StringComparison.Ordinal);
        Assert.Empty(log.Of(3009));
    }

    private static RedisSessionRecords Records(RedisConnection redis, LogCapture log, string stockInstanceName) => new(
        redis,
        new SessionKeys("take-over", stockInstanceName),
        Microsoft.Extensions.Options.Options.Create(new ClusterSessionOptions()),
        new SessionObservers(),
        log.CreateLogger<RedisSessionRecords>());

    private static Task<SessionLoad> LoadAsync(RedisSessionRecords records, string id) =>
        records.LoadAsync(new(id, Idle, null, null, Credential), Limit, Cancel);
}
