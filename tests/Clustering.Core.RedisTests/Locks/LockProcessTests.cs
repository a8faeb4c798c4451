using System.Globalization;
using Clustering.Testing;

namespace Clustering.Core.RedisTests.Locks;

/// <summary>What becomes of a lock when the whole process that holds it is stopped or killed.</summary>
[Collection(Alone.Name)]
public sealed class LockProcessTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Holder_StoppedPastItsLeaseAndContinued_KnowsAtOnceAndTheGuardRefusesIt()
    {
        await using var rig = await LockRig.StartAsync(1, "2s");
        using var holder = new NodeProcess("lock", Settings(rig));
        var fence = await FenceAsync(holder);
        holder.Ask();
        Assert.Equal(["held", "entered"], [await holder.ReadAsync(), await holder.ReadAsync()]);

        holder.Stop();
        holder.Ask();
        await using var next = await rig.Locks(0).AcquireAsync("a", cancellationToken: Cancel);
        Assert.True(next.Fence > fence);
        Assert.True(await rig.Guard(0).TryEnterAsync("a", next.Fence, Cancel));
        holder.Continue();

        // It is told when its timer gets its turn, which may be before the answers, between them or after.
        string[] said = [await holder.ReadAsync(), await holder.ReadAsync(), await holder.ReadAsync()];
        Assert.Equal(["not held", "refused"], said.Where(static line => !line.StartsWith("lost ", StringComparison.Ordinal)));

        // By its own clock, or by the answer to a renewal, whichever is first.
        Assert.Contains(Assert.Single(said, static line => line.StartsWith("lost ", StringComparison.Ordinal)), (string[])["lost Unconfirmed", "lost TakenOver"]);
        Assert.True(next.IsHeld);
    }

    [Fact]
    public async Task Holder_Killed_IsFollowedWithinALease()
    {
        await using var rig = await LockRig.StartAsync(1, "2s");
        using var holder = new NodeProcess("lock", Settings(rig));
        var fence = await FenceAsync(holder);
        var waiting = rig.Locks(0).AcquireAsync("a", cancellationToken: Cancel).AsTask();
        await rig.InLineAsync(1);

        holder.Kill();
        var killed = TimeProvider.System.GetTimestamp();
        await using var next = await waiting.WaitAsync(Eventually.Limit, Cancel);

        Assert.InRange(TimeProvider.System.GetElapsedTime(killed), TimeSpan.Zero, TimeSpan.FromSeconds(9)); // The lease, and a busy machine.
        Assert.True(next.Fence > fence);
    }

    private static async Task<long> FenceAsync(NodeProcess holder) => long.Parse((await holder.ReadAsync()).Split("fence ")[1], CultureInfo.InvariantCulture);

    private static Dictionary<string, string?> Settings(LockRig rig) => new(rig.Server.Settings("test"))
    {
        ["Clustering:Locks:Lease"] = "2s",
        ["Clustering:Locks:RenewEvery"] = "500ms",
    };
}
