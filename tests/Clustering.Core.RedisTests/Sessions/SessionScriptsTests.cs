using System.Text;
using Clustering.Contracts.Sessions;
using Clustering.Core.RedisTests.Redis;
using Clustering.Redis.Internal;
using Clustering.Sessions;
using Clustering.Sessions.Internal;
using Clustering.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Sessions;

/// <summary>What the contract of sessions cannot see: the keys themselves, and the server that runs the scripts.</summary>
public sealed class SessionScriptsTests : IAsyncDisposable
{
    private const string StockInstance = "stock:";

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly SharedConnection _connection;
    private readonly string _cluster = ClusterNames.New("scripts");
    private readonly ClusterSessionOptions _options = new() { LongestIdleTimeout = TimeSpan.FromHours(2) };
    private readonly SessionKeys _keys;
    private readonly RedisSessionRecords _records;
    private readonly RedisSessionDirectory _directory;
    private readonly string _id = SessionIds.NewName();

    public SessionScriptsTests(SharedConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        _connection = connection;
        var options = Microsoft.Extensions.Options.Options.Create(_options);
        _keys = new SessionKeys(_cluster, StockInstance + _cluster + ":");
        _records = new(connection.Redis, _keys, options, new(), NullLogger<RedisSessionRecords>.Instance);
        _directory = new(connection.Redis, _keys, options, new());
    }

    private static IDatabase Database => SharedRedis.Connection.GetDatabase();

    [Fact]
    public async Task Scripts_AfterScriptFlush_RunAsBefore()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await TestConnection.StartAsync(TestConnection.Settings(server));
        await using var admin = await server.ConnectAsync();
        var backend = new RedisSessionBackend(redis, _cluster, _options);
        var id = backend.NewId();

        async Task<SessionRequest> RequestAsync() => new(backend.Records, id, Idle, await backend.Records.LoadAsync(
            new(id, Idle, null, null, null), Limit, TestContext.Current.CancellationToken));

        async Task UseAsync()
        {
            await (await RequestAsync()).SetAsync(("a", "1"));
            await (await RequestAsync()).SignInAsync("anna");
            await backend.Records.TouchAsync(id, Idle, null, Limit, TestContext.Current.CancellationToken);
            var old = id;
            id = backend.NewId();
            Assert.Equal(id, await new SessionRequest(backend.Records, old, Idle, (await RequestAtAsync(old)).Load).RenewAsync(id));
            Assert.Single(await backend.Directory.ListAsync("anna", TestContext.Current.CancellationToken));
            await backend.Directory.RevokeAllAsync("anna", id, TestContext.Current.CancellationToken);
            Assert.True(await backend.Directory.RevokeAsync("anna", id, TestContext.Current.CancellationToken));
            id = backend.NewId();
        }

        async Task<SessionRequest> RequestAtAsync(string at) => new(backend.Records, at, Idle, await backend.Records.LoadAsync(
            new(at, Idle, null, null, null), Limit, TestContext.Current.CancellationToken));

        await UseAsync();
        await admin.GetServers()[0].ScriptFlushAsync();
        await UseAsync();
    }

    [Fact]
    public async Task Change_OfASessionAsItWasRead_LeavesWhatTheLongWayLeaves()
    {
        await (await RequestAsync()).SetAsync(("a", "1"), ("b", "2"));
        var request = await RequestAsync();
        var delta = request.Delta() with { Sets = SessionRequest.Sets(("a", "11"), ("é", "3")), Removes = ["b"] };
        var before = await Database.HashGetAllAsync(_keys.Record(_id));

        var change = await ChangeAsync(delta);
        var changed = await FieldsAsync();
        await Database.KeyDeleteAsync(_keys.Record(_id));
        await Database.HashSetAsync(_keys.Record(_id), before);
        await Database.KeyExpireAsync(_keys.Record(_id), Idle);
        var commit = await request.CommitAsync(delta with { Read = null });

        Assert.NotNull(change);
        Assert.Equal((commit.Before, commit.Tag), (change.Value.Before, change.Value.Tag));
        Assert.Equal(await FieldsAsync(), changed);
    }

    [Fact]
    public async Task Change_OfASessionThatIsNotAsItWasRead_DoesNothing()
    {
        await (await RequestAsync()).SetAsync(("a", "1"));
        var request = await RequestAsync();
        var delta = request.Delta() with { Sets = SessionRequest.Sets(("a", "2")) };
        await (await RequestAsync()).SetAsync(("b", "3"));
        var before = await FieldsAsync();

        Assert.Null(await ChangeAsync(delta));
        Assert.Equal(before, await FieldsAsync());
    }

    [Fact]
    public async Task Change_ThatIsRepeated_DoesNothingMore()
    {
        await (await RequestAsync()).SetAsync(("a", "1"));
        var delta = (await RequestAsync()).Delta() with { Sets = SessionRequest.Sets(("a", "2")) };

        Assert.NotNull(await ChangeAsync(delta));
        var before = await FieldsAsync();
        Assert.Null(await ChangeAsync(delta));

        Assert.Equal(before, await FieldsAsync());
    }

    [Fact]
    public async Task Change_AfterARevocation_DoesNothing()
    {
        await (await RequestAsync()).SignInAsync("anna");
        var delta = (await RequestAsync()).Delta() with { Sets = SessionRequest.Sets(("a", "2")) };
        await _directory.RevokeAllAsync("anna", null, TestContext.Current.CancellationToken);

        Assert.Null(await ChangeAsync(delta));
    }

    [Fact]
    public async Task Change_OfAUsersSession_KeepsItListedForAsLongAsItLives()
    {
        await (await RequestAsync()).SignInAsync("anna");
        await Database.KeyExpireAsync(_keys.Record(_id), Idle / 2);
        await Database.SortedSetAddAsync(_keys.User("anna"), _id, 1);
        var delta = (await RequestAsync()).Delta() with { Sets = SessionRequest.Sets(("a", "1")) };
        await Database.KeyExpireAsync(_keys.Record(_id), Idle / 2);

        var change = await ChangeAsync(delta);

        Assert.Equal(Idle, change!.Value.Remaining);
        var due = DateTimeOffset.FromUnixTimeMilliseconds((long)(await Database.SortedSetScoreAsync(_keys.User("anna"), _id))!.Value);
        Assert.InRange(due - DateTimeOffset.UtcNow, 2 * Idle - TimeSpan.FromMinutes(1), 2 * Idle + TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Results_OfOperations_AreForgottenWithTheirRequests()
    {
        await (await RequestAsync()).IncrementAsync("n");
        await (await RequestAsync()).IncrementAsync("n");
        for (var i = 0; i < 8; i++)
        {
            Assert.Contains(await FieldsAsync(), field => field.StartsWith("#op", StringComparison.Ordinal));
            Assert.NotNull(await ChangeAsync((await RequestAsync()).Delta() with { Sets = SessionRequest.Sets(("a", $"{i}")) }));
        }

        Assert.DoesNotContain(await FieldsAsync(), field => field.StartsWith("#op", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Commit_OfAMebibyte_ComesBackWhole()
    {
        var value = new byte[1024 * 1024];
        new Random(1).NextBytes(value);
        var request = await RequestAsync();

        await request.CommitAsync(request.Delta() with { Sets = new Dictionary<string, SessionWrite> { ["big"] = new(SessionEnvelope.Pack(value), null) } });

        Assert.Equal(value, (await RequestAsync()).Snapshot!.Entries["big"].Envelope[1..]);
        Assert.Equal(value, (await (await RequestAsync()).TakeAsync("big")).Result![1..]);
    }

    [Fact]
    public async Task Load_WhereOnlyTheStockStoreHasTheSession_GivesItsData()
    {
        await Database.HashSetAsync(_keys.Stock("credential")!.Value, [new("absexp", -1), new("sldexp", -1), new("data", "blob")]);

        var load = await LoadAsync("credential");

        Assert.Equal(SessionLoadStatus.Missing, load.Status);
        Assert.Equal("blob", Encoding.UTF8.GetString(load.StockData!));
    }

    [Fact]
    public async Task Commit_ThatTakesASessionOver_DeletesTheStockStores()
    {
        var stock = _keys.Stock("credential")!.Value;
        await Database.HashSetAsync(stock, "data", "blob");
        var request = await RequestAsync();

        var commit = await request.CommitAsync(request.Delta() with { Sets = SessionRequest.Sets(("a", "1")), StockCredential = "credential" });

        Assert.Equal(SessionCommitStatus.Done, commit.Status);
        Assert.False(await Database.KeyExistsAsync(stock));
        var load = await LoadAsync("credential");
        Assert.Equal((SessionLoadStatus.Found, null), (load.Status, load.StockData));
    }

    [Fact]
    public async Task Commit_ThatTakesOverAndIsTooLarge_LeavesTheStockStoresSession()
    {
        _options.MaxKeys = 1;
        var stock = _keys.Stock("credential")!.Value;
        await Database.HashSetAsync(stock, "data", "blob");
        var request = await RequestAsync();

        var commit = await request.CommitAsync(
            request.Delta() with { Sets = SessionRequest.Sets(("a", "1"), ("b", "1")), StockCredential = "credential" });

        Assert.Equal(SessionCommitStatus.TooLarge, commit.Status);
        Assert.True(await Database.KeyExistsAsync(stock));
        await Database.KeyDeleteAsync(stock);
    }

    [Fact]
    public async Task Load_WhereTheStockKeyIsNoSession_FindsNone()
    {
        var stock = _keys.Stock("credential")!.Value;
        await Database.StringSetAsync(stock, "something else", TimeSpan.FromMinutes(1));

        var load = await LoadAsync("credential");

        Assert.Equal((SessionLoadStatus.Missing, null), (load.Status, load.StockData));
        Assert.Equal("something else", await Database.StringGetAsync(stock));
    }

    [Fact]
    public async Task Directory_WithEntriesOfLongAgo_TrimsThemAtTheNextSignIn()
    {
        await Database.SortedSetAddAsync(_keys.User("anna"), "long ago", DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeMilliseconds());

        await (await RequestAsync()).SignInAsync("anna");

        Assert.Equal([_id], await Database.SortedSetRangeByRankAsync(_keys.User("anna")));
    }

    [Fact]
    public async Task Directory_OfASession_OutlivesItByOneLifeAndThenExpires()
    {
        await (await RequestAsync()).SignInAsync("anna");

        Assert.InRange((await Database.KeyTimeToLiveAsync(_keys.User("anna")))!.Value, (2 * Idle) - TimeSpan.FromSeconds(30), 2 * Idle);
    }

    [Fact]
    public async Task List_WithAnEntryOfASessionThatHasEnded_DropsTheEntry()
    {
        await (await RequestAsync()).SignInAsync("anna");
        await Database.KeyDeleteAsync(_keys.Record(_id));

        Assert.Empty(await _directory.ListAsync("anna", TestContext.Current.CancellationToken));
        Assert.False(await Database.KeyExistsAsync(_keys.User("anna")));
    }

    [Fact]
    public async Task Revocations_OlderThanAnySessionCanBe_AreForgottenAtTheNext()
    {
        var longAgo = DateTimeOffset.UtcNow.AddHours(-3).ToUnixTimeMilliseconds() * 1000;
        var lately = DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeMilliseconds() * 1000;
        await Database.SortedSetAddAsync(_keys.Revoked, [new("long ago", longAgo), new("lately", lately)]);

        await _directory.RevokeAllAsync("anna", null, TestContext.Current.CancellationToken);

        Assert.Equal(["lately", "anna"], await Database.SortedSetRangeByRankAsync(_keys.Revoked));
        Assert.InRange((await Database.KeyTimeToLiveAsync(_keys.Revoked))!.Value, _options.LongestIdleTimeout / 2, _options.LongestIdleTimeout);
    }

    [Fact]
    public async Task RevokeAll_ButASessionThatWasRevokedAndIsNotYetRemoved_DoesNotBringItBack()
    {
        await (await RequestAsync()).SignInAsync("anna");
        await Database.KeyDeleteAsync(_keys.User("anna")); // So the first revocation does not find it to remove.
        await _directory.RevokeAllAsync("anna", null, TestContext.Current.CancellationToken);
        Assert.True(await Database.KeyExistsAsync(_keys.Record(_id)));

        await _directory.RevokeAllAsync("anna", _id, TestContext.Current.CancellationToken);

        Assert.Equal(SessionLoadStatus.Missing, (await LoadAsync()).Status);
    }

    [Fact]
    public async Task RevokeAll_OfASessionTheDirectoryDoesNotName_EndsItAllTheSame()
    {
        await (await RequestAsync()).SignInAsync("anna");
        var request = await RequestAsync();
        await Database.KeyDeleteAsync(_keys.User("anna"));

        await _directory.RevokeAllAsync("anna", null, TestContext.Current.CancellationToken);

        Assert.Equal(SessionCommitStatus.Gone, (await request.SetAsync(("a", "1"))).Status);
        Assert.Equal(SessionLoadStatus.Missing, (await LoadAsync()).Status);
    }

    [Fact]
    public async Task Load_Untouched_IsOneRoundTripAndWritesNothing()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await TestConnection.StartAsync(TestConnection.Settings(server));
        var backend = new RedisSessionBackend(redis, _cluster, _options);
        var request = new SessionRequest(backend.Records, _id, Idle, default);
        await request.SetAsync(("a", "1"));
        await backend.Records.LoadAsync(new(_id, Idle, null, null, null), Limit, TestContext.Current.CancellationToken);
        await server.ResetStatsAsync();

        await backend.Records.LoadAsync(new(_id, Idle, null, null, null), Limit, TestContext.Current.CancellationToken);

        var stats = await server.CommandStatsAsync();
        Assert.Equal(1, stats["evalsha"]);
        Assert.Equal(0, stats["pexpire"] + stats["hset"] + stats["eval"]);
    }

    public async ValueTask DisposeAsync()
    {
        await Database.KeyDeleteAsync(_keys.Stock("credential")!.Value);
        Assert.Empty(await KeySweep.WithoutTtlAsync(SharedRedis.Connection, _cluster));
    }

    private Task<SessionLoad> LoadAsync(string? credential = null) =>
        _records.LoadAsync(new(_id, Idle, null, null, credential), Limit, TestContext.Current.CancellationToken);

    private Task<SessionCommit?> ChangeAsync(SessionDelta delta) =>
        SessionChangeScript.RunAsync(_connection.Redis, _keys, _id, delta, _options, Limit, TestContext.Current.CancellationToken);

    private async Task<string[]> FieldsAsync() =>
        [.. (await Database.HashGetAllAsync(_keys.Record(_id))).Select(field => $"{field.Name}={field.Value}").Order(StringComparer.Ordinal)];

    private async Task<SessionRequest> RequestAsync() => new(_records, _id, Idle, await LoadAsync());
}
