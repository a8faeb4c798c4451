using Clustering.Testing;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Rig;

/// <summary>What StackExchange.Redis gets from a sentinel. True of the fake, because it is true of the real one.</summary>
public abstract class SentinelContract
{
    protected const string MasterName = "mymaster";
    protected const string User = "watcher";
    protected const string Password = "sentinel \"secret\"";

    /// <summary>Gets the address of the sentinel, which wants <see cref="User"/> and <see cref="Password"/>.</summary>
    protected abstract string EndPoint { get; }

    /// <summary>Gets the port of the primary, which has two replicas, and two more sentinels.</summary>
    protected abstract int PrimaryPort { get; }

    /// <summary>Makes the sentinel publish.</summary>
    /// <returns>The channel.</returns>
    protected abstract Task<string> CauseEventAsync();

    [Fact]
    public async Task Question_OfEveryKind_IsAnswered()
    {
        await using var connection = await ConnectAsync();
        var server = connection.GetServers()[0];

        var id = (string?)await server.ExecuteAsync("SENTINEL", "MYID");
        var address = (string[])(await server.ExecuteAsync("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MasterName))!;
        var primary = (await server.ExecuteAsync("SENTINEL", "MASTER", MasterName)).ToDictionary();
        var all = (RedisResult[])(await server.ExecuteAsync("SENTINEL", "MASTERS"))!;
        var replicas = (RedisResult[])(await server.ExecuteAsync("SENTINEL", "REPLICAS", MasterName))!;
        var slaves = (RedisResult[])(await server.ExecuteAsync("SENTINEL", "SLAVES", MasterName))!;
        var sentinels = (RedisResult[])(await server.ExecuteAsync("SENTINEL", "SENTINELS", MasterName))!;
        var quorum = (string?)await server.ExecuteAsync("SENTINEL", "CKQUORUM", MasterName);

        Assert.Equal(40, id?.Length);
        Assert.Equal(["127.0.0.1", $"{PrimaryPort}"], address);
        Assert.Equal(MasterName, (string?)primary["name"]);
        Assert.Equal("127.0.0.1", (string?)primary["ip"]);
        Assert.Equal(PrimaryPort, (int)primary["port"]);
        Assert.Equal("master", (string?)primary["flags"]);
        Assert.Equal(0, (int)primary["config-epoch"]);
        Assert.Equal(2, (int)primary["num-slaves"]);
        Assert.Equal(2, (int)primary["num-other-sentinels"]);
        Assert.Equal(2, (int)primary["quorum"]);
        Assert.Equal(MasterName, (string?)Assert.Single(all).ToDictionary()["name"]);
        Assert.Equal(2, slaves.Length);
        Assert.All(replicas, replica => Assert.Equal(("slave", "ok"), Values(replica, "flags", "master-link-status")));
        Assert.All(sentinels, sentinel => Assert.Equal(("sentinel", "127.0.0.1"), Values(sentinel, "flags", "ip")));
        Assert.DoesNotContain(id, sentinels.Select(sentinel => (string?)sentinel.ToDictionary()["runid"]));
        Assert.Equal("OK 3 usable Sentinels. Quorum and failover authorization can be reached", quorum);
    }

    [Fact]
    public async Task Question_AboutAPrimaryItDoesNotKnow_IsAnErrorOrNull()
    {
        await using var connection = await ConnectAsync();
        var server = connection.GetServers()[0];

        Assert.True((await server.ExecuteAsync("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "nobody")).IsNull);
        foreach (var question in (string[])["MASTER", "REPLICAS", "SLAVES", "SENTINELS", "CKQUORUM"])
        {
            var exception = await Assert.ThrowsAsync<RedisServerException>(() => server.ExecuteAsync("SENTINEL", question, "nobody"));
            Assert.Equal("ERR No such master with that name", exception.Message);
        }
    }

    [Theory]
    [InlineData("SENTINEL", "NONSENSE")]
    [InlineData("SENTINEL", "MASTER")]
    [InlineData("NONSENSE", "x")]
    public async Task Command_ThatMakesNoSense_IsAnError(string command, string argument)
    {
        await using var connection = await ConnectAsync();

        var exception = await Assert.ThrowsAsync<RedisServerException>(() => connection.GetServers()[0].ExecuteAsync(command, argument));

        Assert.StartsWith("ERR ", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RedisProtocol.Resp2)]
    [InlineData(RedisProtocol.Resp3)]
    public async Task Subscription_ToEverything_HearsWhatIsPublished(RedisProtocol protocol)
    {
        var options = Options();
        options.Protocol = protocol;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
        var subscriber = connection.GetSubscriber();
        await Eventually.TrueAsync(() => subscriber.IsConnected(), "the second connection, for subscriptions, is there too");
        var queue = await subscriber.SubscribeAsync(RedisChannel.Pattern("*"));

        var channel = await CauseEventAsync();

        using var limit = new CancellationTokenSource(Eventually.Limit);
        ChannelMessage message;
        do
        {
            message = await queue.ReadAsync(limit.Token);
        }
        while (message.Channel != channel);
        Assert.StartsWith($"master {MasterName} 127.0.0.1 {PrimaryPort}", message.Message.ToString(), StringComparison.Ordinal);
        Assert.True(await subscriber.PingAsync() > TimeSpan.Zero);
        Assert.Equal(40, ((string?)await connection.GetServers()[0].ExecuteAsync("SENTINEL", "MYID"))?.Length);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(User, "wrong")]
    [InlineData(null, Password)]
    [InlineData("somebody", Password)]
    public async Task Connection_WithoutTheRightLogin_IsNone(string? user, string? password)
    {
        var options = Options();
        options.User = user;
        options.Password = password;
        await using var connection = await ConnectionMultiplexer.ConnectAsync(options);

        Assert.False(connection.IsConnected);
        await LostConnection.EndsAsync(connection.GetServers()[0].ExecuteAsync("SENTINEL", "MYID"));
    }

    protected ConfigurationOptions Options() => new()
    {
        EndPoints = { EndPoint },
        User = User,
        Password = Password,
        CommandMap = CommandMap.Sentinel,
        TieBreaker = "",
        AbortOnConnectFail = false,
        ConnectRetry = 1,
        ConnectTimeout = 2000,
        BacklogPolicy = BacklogPolicy.FailFast,
    };

    private static (string?, string?) Values(RedisResult map, string first, string second)
    {
        var fields = map.ToDictionary();
        return ((string?)fields[first], (string?)fields[second]);
    }

    private async Task<ConnectionMultiplexer> ConnectAsync() => await ConnectionMultiplexer.ConnectAsync(Options());
}
