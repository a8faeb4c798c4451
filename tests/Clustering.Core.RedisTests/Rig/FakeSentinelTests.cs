using Clustering.Testing;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Rig;

[OnlyOn("redis", "Its sentinels are fakes.")]
public sealed class FakeSentinelTests : SentinelContract, IAsyncDisposable
{
    private readonly FakeSentinel _sentinel = new(new()
    {
        MasterName = MasterName,
        User = User,
        Password = Password,
        Primary = new("127.0.0.1", 7000),
        Replicas = [new("127.0.0.1", 7001), new("127.0.0.1", 7002)],
        Sentinels = [new("127.0.0.1", 7003), new("127.0.0.1", 7004)],
    });

    protected override string EndPoint => _sentinel.EndPoint;

    protected override int PrimaryPort => 7000;

    public ValueTask DisposeAsync() => _sentinel.DisposeAsync();

    [Fact]
    public async Task State_WhenItIsSet_IsWhatItTells()
    {
        await using var connection = await ConnectAsync();
        var server = connection.GetServers()[0];

        _sentinel.State = _sentinel.State with { Primary = new("localhost", 7001), ConfigEpoch = 3, FailoverState = "wait_promotion" };

        Assert.Equal(["localhost", "7001"], (string[])(await server.ExecuteAsync("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MasterName))!);
        var primary = (await server.ExecuteAsync("SENTINEL", "MASTER", MasterName)).ToDictionary();
        Assert.Equal(3, (int)primary["config-epoch"]);
        Assert.Equal("master,failover_in_progress", (string?)primary["flags"]);
        Assert.Equal("wait_promotion", (string?)primary["failover-state"]);
    }

    [Fact]
    public async Task CheckQuorum_WhereTheOthersAreDown_IsRefused()
    {
        await using var connection = await ConnectAsync();
        var down = new FakeInstance("127.0.0.1", 7003) { Flags = "sentinel,s_down,disconnected" };
        _sentinel.State = _sentinel.State with { Sentinels = [down, down] };

        var exception = await Assert.ThrowsAsync<RedisServerException>(
            () => connection.GetServers()[0].ExecuteAsync("SENTINEL", "CKQUORUM", MasterName));

        Assert.StartsWith("NOQUORUM 1 usable Sentinels.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_WhereSomebodyHasSubscribedToPartOfIt_ReachesThatPartOnce()
    {
        await using var connection = await ConnectAsync();
        var heard = await connection.GetSubscriber().SubscribeAsync(RedisChannel.Pattern("+failover-*"));

        Assert.Equal(0, await _sentinel.PublishAsync("+sdown", "master mymaster 127.0.0.1 7000"));
        Assert.Equal(1, await _sentinel.PublishAsync("+failover-end", "master mymaster 127.0.0.1 7000"));

        var message = await heard.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal("+failover-end", message.Channel);
        Assert.Equal("master mymaster 127.0.0.1 7000", message.Message);
        Assert.Equal(1, _sentinel.Subscribers);
    }

    [Fact]
    public async Task Blackhole_WhileSet_SwallowsWhatIsAskedAndWhatIsPublished()
    {
        await using var connection = await ConnectAsync();
        var server = connection.GetServers()[0];
        await connection.GetSubscriber().SubscribeAsync(RedisChannel.Pattern("*"));

        _sentinel.Blackhole = true;
        var question = server.ExecuteAsync("SENTINEL", "MYID");
        await Eventually.TrueAsync(() => _sentinel.Heard.Last() == "SENTINEL MYID", "the question has arrived");

        Assert.False(question.IsCompleted);
        Assert.Equal(0, await _sentinel.PublishAsync("+reboot", "master mymaster 127.0.0.1 7000"));
        Assert.True(_sentinel.Connections > 0);
    }

    [Fact]
    public async Task Cut_ThenRestore_TheConnectionFailsAndComesBack()
    {
        await using var connection = await ConnectAsync();
        var server = connection.GetServers()[0];

        _sentinel.Cut();
        await LostConnection.EndsAsync(server.ExecuteAsync("SENTINEL", "MYID"));
        await Eventually.TrueAsync(() => _sentinel.Connections == 0, "both ends have noticed");
        _sentinel.Restore();

        await Eventually.SucceedsAsync(() => server.ExecuteAsync("SENTINEL", "MYID"));
    }

    [Fact]
    public async Task Delay_WhileSet_HoldsAnswersBackAndKeepsTheirOrder()
    {
        await using var connection = await ConnectAsync();
        var server = connection.GetServers()[0];
        _sentinel.Delay = TimeSpan.FromMilliseconds(200);

        var first = server.ExecuteAsync("SENTINEL", "MYID");
        var second = server.ExecuteAsync("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MasterName);
        await Eventually.TrueAsync(() => _sentinel.Heard.Contains("SENTINEL MYID"), "the first question has arrived");
        Assert.False(first.IsCompleted);

        Assert.Equal(_sentinel.State.Id, (string?)await first);
        Assert.Equal(["127.0.0.1", "7000"], (string[])(await second)!);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Hello_KnownOrNot_LetsAClientInThatWouldRatherSpeakResp3(bool known)
    {
        _sentinel.State = _sentinel.State with { KnowsHello = known };
        var options = Options();
        options.Protocol = RedisProtocol.Resp3;

        await using var connection = await ConnectionMultiplexer.ConnectAsync(options);

        Assert.Equal(_sentinel.State.Id, (string?)await connection.GetServers()[0].ExecuteAsync("SENTINEL", "MYID"));
        Assert.Contains("HELLO", _sentinel.Heard);
        Assert.DoesNotContain(_sentinel.Heard, command => command.Contains(Password, StringComparison.Ordinal));
    }

    protected override async Task<string> CauseEventAsync()
    {
        await _sentinel.PublishAsync("+set", $"master {MasterName} 127.0.0.1 7000 quorum 2");
        return "+set";
    }

    private async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var options = Options();
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(200);
        options.ReconnectRetryPolicy = new LinearRetry(100);
        return await ConnectionMultiplexer.ConnectAsync(options);
    }
}
