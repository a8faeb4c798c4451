using Clustering.Caches;
using Clustering.Testing;

namespace Clustering.Contracts.Caches;

// Who must see a change at once, and loads that a change overtakes.
public abstract partial class StaticCacheContract
{
    [Fact]
    public async Task EnsureAtLeast_OnAnotherNode_ReadsTheChange()
    {
        await First.GetAsync(Cancel);
        await Second.GetAsync(Cancel);
        for (var i = 1; i <= 50; i++)
        {
            var edition = Source.Change();
            var token = await First.InvalidateAsync(Cancel);

            await Second.EnsureAtLeastAsync(token, Cancel);

            Assert.Equal(edition, Second.Current.Edition);
        }
    }

    [Fact]
    public async Task EnsureAtLeast_OfWhatIsThereAlready_LoadsNothing()
    {
        await First.GetAsync(Cancel);
        var token = await First.InvalidateAsync(Cancel);
        await First.EnsureAtLeastAsync(token, Cancel);
        var loads = Source.Loads;

        await First.EnsureAtLeastAsync(token, Cancel);

        Assert.Equal(loads, Source.Loads);
    }

    [Fact]
    public async Task EnsureAtLeast_OfAnInvalidationThatWasForgotten_LoadsAgain()
    {
        await First.GetAsync(Cancel);
        var edition = Source.Change();
        var token = await First.InvalidateAsync(Cancel);
        await First.EnsureAtLeastAsync(token, Cancel);
        edition = Source.Change();

        await First.EnsureAtLeastAsync(token with { Version = token.Version + 1_000_000_000 }, Cancel);

        Assert.Equal(edition, First.Current.Edition);

        // And the node follows as before.
        edition = Source.Change();
        token = await Second.InvalidateAsync(Cancel);
        await First.EnsureAtLeastAsync(token, Cancel);
        Assert.Equal(edition, First.Current.Edition);
        var loads = Source.Loads;
        await First.EnsureAtLeastAsync(token, Cancel);
        Assert.Equal(loads, Source.Loads);
    }

    [Fact]
    public async Task EnsureAtLeast_WithATokenOfAnotherCache_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await First.EnsureAtLeastAsync(new("acl", 1), Cancel));

    [Fact]
    public async Task Invalidate_OverAndOver_GivesTokensThatGrow()
    {
        var last = 0L;
        for (var i = 0; i < 100; i++)
        {
            var token = await Backend.Nodes[i % Backend.Nodes.Count].InvalidateAsync(Cancel);

            Assert.True(token.Version > last, $"{token} after {last}");
            Assert.True(CacheToken.TryParse(token.ToString(), out var read));
            Assert.Equal(token, read);
            last = token.Version;
        }
    }

    [Fact]
    public async Task Load_ThatAnInvalidationOvertakes_IsThrownAway()
    {
        Source.Close();
        var read = First.GetAsync(Cancel).AsTask();
        await Eventually.TrueAsync(() => Source.Waiting == 1, "the former edition has been read");
        Source.Change();
        await First.InvalidateAsync(Cancel);
        Source.Open();

        Assert.Equal(1, (await read).Edition);
        Assert.Equal(1, First.Current.Edition);
    }

    [Fact]
    public async Task Load_ThatIsOvertakenTimeAfterTime_GivesSomethingAllTheSameAndTheTruthInTheEnd()
    {
        Source.Close();
        var read = First.GetAsync(Cancel).AsTask();
        for (var i = 0; !read.IsCompleted; i++)
        {
            Assert.InRange(i, 0, 5);
            await Eventually.TrueAsync(() => Source.Waiting == 1 || read.IsCompleted, "it loads again");
            Source.Change();
            await First.InvalidateAsync(Cancel);
            Source.Open();
            await Eventually.TrueAsync(() => Source.Waiting == 0, "that load has ended");
            Source.Close();
            await Eventually.TrueAsync(() => read.IsCompleted || Source.Loads > i + 1, "the next has begun, or that was the last");
        }

        Source.Open();
        await Eventually.TrueAsync(() => First.Current.Edition == Source.Edition, "what follows is the truth");
    }

    [Fact]
    public async Task BeginChange_Completed_InvalidatesOnce()
    {
        await Second.GetAsync(Cancel);
        CacheToken token;
        await using (var change = await First.BeginChangeAsync(TimeSpan.FromMinutes(1), Cancel))
        {
            Source.Change();
            token = await change.CompleteAsync(Cancel);
            Assert.Equal(token, await change.CompleteAsync(Cancel));
        }

        await Second.EnsureAtLeastAsync(token, Cancel);
        Assert.Equal((1, 2), (Second.Current.Edition, Source.Loads));
    }

    [Fact]
    public async Task BeginChange_OnlyDisposed_InvalidatesAllTheSame()
    {
        await Second.GetAsync(Cancel);
        await using (await First.BeginChangeAsync(TimeSpan.FromMinutes(1), Cancel))
        {
            Source.Change();
        }

        await Eventually.TrueAsync(() => Second.Current.Edition == 1, "the change is seen");
    }

    [Fact]
    public async Task CompleteAndWait_OfAChange_ReturnsWhenEveryNodeReadsIt()
    {
        await Task.WhenAll(Backend.Nodes.Select(async node => await node.GetAsync(Cancel)));
        await using var change = await First.BeginChangeAsync(TimeSpan.FromMinutes(1), Cancel);
        var edition = Source.Change();

        var barrier = await change.CompleteAndWaitAsync(TimeSpan.FromSeconds(30), Cancel);

        Assert.Equal((true, 0), (barrier.IsComplete, barrier.Laggards.Count));
        Assert.Equal(barrier.Token, await change.CompleteAsync(Cancel));
        Assert.All(Backend.Nodes, node => Assert.Equal(edition, node.Current.Edition));
    }

    [Fact]
    public async Task ReloadToken_FiresOnceTheNewBookIsRead()
    {
        await Second.GetAsync(Cancel);
        var seen = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = Second.GetReloadToken().RegisterChangeCallback(_ => seen.TrySetResult(Second.Current.Edition), null);
        Assert.False(Second.GetReloadToken().HasChanged);

        var edition = Source.Change();
        await First.InvalidateAsync(Cancel);

        Assert.Equal(edition, await seen.Task.WaitAsync(Eventually.Limit, Cancel));
    }

    [Fact]
    public async Task ReloadToken_WhoseCallbackThrows_HarmsNobody()
    {
        await Second.GetAsync(Cancel);
        using var watch = Second.GetReloadToken().RegisterChangeCallback(_ => throw new InvalidOperationException("No."), null);

        var edition = Source.Change();
        await Second.EnsureAtLeastAsync(await First.InvalidateAsync(Cancel), Cancel);

        Assert.Equal(edition, Second.Current.Edition);
    }

    [Fact]
    public async Task InvalidateAndWait_ReturnsWhenEveryNodeReadsTheChange()
    {
        await Task.WhenAll(Backend.Nodes.Select(async node => await node.GetAsync(Cancel)));
        for (var i = 0; i < 20; i++)
        {
            var edition = Source.Change();

            var barrier = await First.InvalidateAndWaitAsync(TimeSpan.FromMinutes(1), Cancel);

            Assert.Empty(barrier.Laggards);
            Assert.All(Backend.Nodes, node => Assert.Equal(edition, node.Current.Edition));
        }
    }

    [Fact]
    public async Task InvalidateAndWait_WhereTheOthersHaveReadNothing_DoesNotWaitForThem()
    {
        var barrier = await First.InvalidateAndWaitAsync(TimeSpan.FromMinutes(1), Cancel);

        Assert.Empty(barrier.Laggards);
        Assert.Equal(0, Source.Loads);
    }

    [Fact]
    public async Task EnsureAtLeast_UnderChangesByAll_NeverReadsWhatWasBefore()
    {
        await Task.WhenAll(Backend.Nodes.Select(async node => await node.GetAsync(Cancel)));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(client => Task.Run(
            async () =>
            {
                for (var i = 0; i < 50; i++)
                {
                    var edition = Source.Change();
                    var token = await Backend.Nodes[client % Backend.Nodes.Count].InvalidateAsync(Cancel);
                    var other = Backend.Nodes[(client + i) % Backend.Nodes.Count];
                    await other.EnsureAtLeastAsync(token, Cancel);
                    Assert.True(other.Current.Edition >= edition, $"{other.Current.Edition} after {edition} was announced");
                }
            },
            Cancel)));

        await Eventually.TrueAsync(() => Backend.Nodes.All(node => node.Current.Edition == Source.Edition), "all have the last edition");
    }
}
