using Clustering.Core.RedisTests.Redis;
using Clustering.Leases.Internal;
using Clustering.Locks.Internal;
using Clustering.Nodes.Internal;
using Clustering.Redis.Internal;
using Clustering.Testing;

namespace Clustering.Core.RedisTests.Locks;

/// <summary>Whatever is sent again, because the answer was lost, gets the answer of the first.</summary>
public sealed class LockRepeatTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Acquire_WhoseReplyIsLost_IsOneLockUnderOneFence()
    {
        await using var rig = await LockRig.StartAsync(1);
        await (await rig.Locks(0).AcquireAsync("warm", cancellationToken: Cancel)).DisposeAsync();

        rig.Wire(0).Delay = TimeSpan.FromSeconds(1);
        var acquiring = rig.Locks(0).TryAcquireAsync("a", cancellationToken: Cancel).AsTask();
        await Eventually.TrueAsync(() => rig.Database.KeyExistsAsync(rig.Keys.Lock("a")), "the server has given it");
        var given = LeaseRecord.Parse((string)(await rig.Database.StringGetAsync(rig.Keys.Lock("a")))!);
        CutAndRestore(rig.Wire(0));

        await using var held = await acquiring;
        Assert.Equal(given.Fence, held!.Fence);
        Assert.True(held.IsHeld);
    }

    [Fact]
    public async Task Release_WhoseReplyIsLost_IsTrueAndSparesTheNextHolder()
    {
        await using var rig = await LockRig.StartAsync(2);
        var held = await rig.Locks(0).AcquireAsync("a", cancellationToken: Cancel);
        var waiting = rig.Locks(1).AcquireAsync("a", cancellationToken: Cancel).AsTask();
        await rig.InLineAsync(1);

        rig.Wire(0).Delay = TimeSpan.FromSeconds(1);
        var releasing = held.ReleaseAsync(Cancel).AsTask();
        await using var next = await waiting.WaitAsync(Eventually.Limit, Cancel);
        CutAndRestore(rig.Wire(0));

        Assert.True(await releasing);
        Assert.Equal(next.Fence, (await rig.Locks(1).FindHolderAsync("a", Cancel))!.Fence);
        Assert.Empty(rig.Node(0).Log.Of(2051));
    }

    [Fact]
    public async Task Release_WhoseReplyIsLost_IsTrueHoweverManyHadItSince()
    {
        await using var rig = await LockRig.StartAsync(2);
        var held = await rig.Locks(0).AcquireAsync("a", cancellationToken: Cancel);

        rig.Wire(0).Delay = TimeSpan.FromSeconds(2);
        var releasing = held.ReleaseAsync(Cancel).AsTask();
        for (var i = 0; i < 20; i++)
        {
            await using var other = await rig.Locks(1).AcquireAsync("a", cancellationToken: Cancel);
        }

        await using var last = await rig.Locks(1).AcquireAsync("a", cancellationToken: Cancel);
        CutAndRestore(rig.Wire(0));

        Assert.True(await releasing);
        Assert.Null(held.Loss);
        Assert.Equal(last.Fence, (await rig.Locks(1).FindHolderAsync("a", Cancel))!.Fence);
        Assert.Empty(rig.Node(0).Log.Of(2051));
    }

    [Fact]
    public async Task Release_ByTheLastOne_MayBeRepeated()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await TestConnection.StartAsync(TestConnection.Settings(server));
        var script = Script(redis, "node");
        await script.AskAsync("a", "node/1", waits: false, Cancel);

        Assert.Null(await ReleaseAsync(script, "node/1"));
        Assert.Null(await ReleaseAsync(script, "node/1"));
        Assert.Equal("", await ReleaseAsync(script, "node/2"));
    }

    [Fact]
    public async Task Force_Repeated_EndsNobodyElse()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await TestConnection.StartAsync(TestConnection.Settings(server));
        var script = Script(redis, "node");
        await script.AskAsync("a", "node/1", waits: false, Cancel);

        Assert.True(await script.ForceAsync("a", "node/1", "anna", "why", Cancel));
        var next = await script.AskAsync("a", "node/2", waits: false, Cancel);
        Assert.True(await script.ForceAsync("a", "node/1", "anna", "why", Cancel));
        Assert.False(await script.ForceAsync("a", "node/3", "anna", "why", Cancel));

        Assert.Equal(next, await script.AskAsync("a", "node/2", waits: true, Cancel));
        Assert.Equal("-node/1\nforced\nanna\nwhy", await ReleaseAsync(script, "node/1"));
    }

    [Fact]
    public async Task Wait_Repeated_KeepsItsPlace()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await TestConnection.StartAsync(TestConnection.Settings(server));
        await using var admin = await server.ConnectAsync();
        var script = Script(redis, "node");
        await script.AskAsync("a", "node/1", waits: false, Cancel);

        Assert.Equal(0, (await script.AskAsync("a", "node/2", waits: true, Cancel)).Ahead);
        Assert.Equal(1, (await script.AskAsync("a", "node/3", waits: true, Cancel)).Ahead);
        Assert.Equal(0, (await script.AskAsync("a", "node/2", waits: true, Cancel)).Ahead);

        await admin.GetDatabase().SortedSetAddAsync("{test}:nodes", "node", 9e15);
        await admin.GetDatabase().KeyExpireAsync("{test}:nodes", TimeSpan.FromMinutes(1));
        await admin.GetDatabase().KeyDeleteAsync("{test}:lock:a"); // As when its lease has run out.
        Assert.Equal(LockTurnStatus.Held, (await script.AskAsync("a", "node/4", waits: false, Cancel)).Status);
        Assert.Equal(LockTurnStatus.Granted, (await script.AskAsync("a", "node/2", waits: true, Cancel)).Status);
        Assert.Equal(0, (await script.AskAsync("a", "node/3", waits: true, Cancel)).Ahead);
    }

    private static Task<string?> ReleaseAsync(LockTurnScript script, string owner) =>
        script.ReleaseAsync("a", owner, new(), TimeSpan.FromSeconds(5), Cancel);

    private static LockTurnScript Script(RedisConnection redis, string node) =>
        new(redis, new("test"), new("test"), new NodeKeys("test", 0), node, TimeSpan.FromMinutes(1));

    private static void CutAndRestore(TcpProxy wire)
    {
        wire.Cut();
        wire.Delay = TimeSpan.Zero;
        wire.Restore();
    }
}
