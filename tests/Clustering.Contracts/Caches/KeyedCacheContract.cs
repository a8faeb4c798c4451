using Clustering.Caches;
using Clustering.Testing;

namespace Clustering.Contracts.Caches;

/// <summary>What a keyed cache does, with Redis and without. Derive, say how to make a backend, done.</summary>
public abstract class KeyedCacheContract : IAsyncLifetime
{
    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected ShelfBackend Backend { get; private set; } = null!;

    private IKeyedCache<int, Book> First => Backend.Nodes[0];

    private IKeyedCache<int, Book> Second => Backend.Nodes[^1];

    private ShelfSource Source => Backend.Source;

    /// <summary>Makes nodes that no other test meets.</summary>
    private protected abstract Task<ShelfBackend> StartAsync();

    /// <summary>Starts the nodes.</summary>
    /// <returns>A task that ends when they run.</returns>
    public async ValueTask InitializeAsync() => Backend = await StartAsync();

    /// <summary>Stops them.</summary>
    /// <returns>A task that ends when they have.</returns>
    public virtual ValueTask DisposeAsync() => Backend.DisposeAsync();

    [Fact]
    public async Task Get_OfAKey_LoadsItOnceAndKeepsIt()
    {
        Assert.False(First.TryGet(1, out _));
        var book = await First.GetAsync(1, Cancel);

        Assert.Same(book, await First.GetAsync(1, Cancel));
        Assert.True(First.TryGet(1, out var kept));
        Assert.Same(book, kept);
        Assert.False(First.TryGet(2, out _));
        Assert.Equal((1, 0), (Source.Loads(1), Source.Loads(2)));
    }

    [Fact]
    public async Task Get_ByManyAtOnce_LoadsOnce()
    {
        Source.Close();
        var reads = Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await First.GetAsync(1, Cancel), Cancel)).ToArray();
        await Eventually.TrueAsync(() => Source.Waiting == 1, "a load is under way");
        Source.Open();

        await Task.WhenAll(reads);
        Assert.Equal(1, Source.Loads(1));
    }

    [Fact]
    public async Task Get_OfWhatCannotBeLoaded_ThrowsAndKeepsNothing()
    {
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await First.GetAsync(-1, Cancel));
        await Assert.ThrowsAsync<KeyNotFoundException>(async () => await First.GetAsync(-1, Cancel));

        Assert.Equal(2, Source.Loads(-1));
    }

    [Fact]
    public async Task Invalidate_OfKeys_TakesThemOutEverywhereAndNoOther()
    {
        foreach (var node in Backend.Nodes)
        {
            await Task.WhenAll(Enumerable.Range(1, 3).Select(async key => await node.GetAsync(key, Cancel)));
        }

        var loads = Source.Loads(3);
        Source.Change(1);
        Source.Change(2);
        var token = await First.InvalidateAsync([1, 2], Cancel);
        Assert.Equal(1, (await First.GetAsync(1, Cancel)).Edition); // At once, where it was said.
        await Second.EnsureAtLeastAsync(token, Cancel);

        Assert.Equal((1, 1), ((await Second.GetAsync(1, Cancel)).Edition, (await Second.GetAsync(2, Cancel)).Edition));
        Assert.True(First.TryGet(3, out _) && Second.TryGet(3, out _));
        Assert.Equal(loads, Source.Loads(3));
    }

    [Fact]
    public async Task InvalidateAndWait_OfKeys_ReturnsWhenTheyAreGoneEverywhere()
    {
        for (var i = 1; i <= 20; i++)
        {
            await Task.WhenAll(Backend.Nodes.SelectMany(node => new[] { node.GetAsync(1, Cancel).AsTask(), node.GetAsync(2, Cancel).AsTask() }));
            Source.Change(1);

            var barrier = await First.InvalidateAndWaitAsync([1], TimeSpan.FromMinutes(1), Cancel);

            Assert.True(barrier.IsComplete && barrier.Laggards.Count == 0);
            Assert.All(Backend.Nodes, node => Assert.True(!node.TryGet(1, out _) && node.TryGet(2, out _)));
        }

        await First.InvalidateAllAndWaitAsync(TimeSpan.FromMinutes(1), Cancel);
        Assert.All(Backend.Nodes, node => Assert.False(node.TryGet(2, out _)));
    }

    [Fact]
    public async Task InvalidateAll_TakesEverythingOutEverywhere()
    {
        await First.GetAsync(1, Cancel);
        await Second.GetAsync(2, Cancel);

        await Second.EnsureAtLeastAsync(await First.InvalidateAllAsync(Cancel), Cancel);

        Assert.False(First.TryGet(1, out _) || Second.TryGet(2, out _));
    }

    [Fact]
    public async Task Load_ThatAnInvalidationOfItsKeyOvertakes_IsThrownAway()
    {
        Source.Close();
        var read = First.GetAsync(1, Cancel).AsTask();
        await Eventually.TrueAsync(() => Source.Waiting == 1, "the former edition has been read");
        Source.Change(1);
        await First.EnsureAtLeastAsync(await Second.InvalidateAsync([1], Cancel), Cancel);
        Source.Open();

        Assert.Equal(1, (await read).Edition);
        Assert.Equal(1, (await First.GetAsync(1, Cancel)).Edition);
    }

    [Fact]
    public async Task Load_WhileAnotherKeyIsInvalidated_IsKept()
    {
        Source.Close();
        var read = First.GetAsync(1, Cancel).AsTask();
        await Eventually.TrueAsync(() => Source.Waiting == 1, "it has been read");
        await First.InvalidateAsync([2], Cancel);
        Source.Open();
        await read;

        Assert.True(First.TryGet(1, out _));
        Assert.Equal(1, Source.Loads(1));
    }

    [Fact]
    public async Task Get_OfMoreThanThereIsRoomFor_KeepsTheRight()
    {
        for (var key = 0; key < ShelfBackend.Capacity * 3; key++)
        {
            await First.GetAsync(key, Cancel);
            First.TryGet(7, out _);
        }

        var kept = Enumerable.Range(0, ShelfBackend.Capacity * 3).Count(key => First.TryGet(key, out _));
        Assert.InRange(kept, ShelfBackend.Capacity / 2, ShelfBackend.Capacity);

        // What was dropped can be invalidated and loaded like anything new.
        Source.Change(0);
        await First.InvalidateAsync([0], Cancel);
        Assert.Equal(1, (await First.GetAsync(0, Cancel)).Edition);
    }

    [Fact]
    public async Task Invalidate_OfNothing_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await First.InvalidateAsync([], Cancel));

    [Fact]
    public async Task EnsureAtLeast_UnderChangesByAll_NeverReadsWhatWasBefore()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(client => Task.Run(
            async () =>
            {
                var dice = new Random(client);
                for (var i = 0; i < 100; i++)
                {
                    var key = dice.Next(3);
                    var edition = Source.Change(key);
                    var token = dice.Next(10) == 0
                        ? await Backend.Nodes[client % Backend.Nodes.Count].InvalidateAllAsync(Cancel)
                        : await Backend.Nodes[client % Backend.Nodes.Count].InvalidateAsync([key], Cancel);
                    var other = Backend.Nodes[dice.Next(Backend.Nodes.Count)];
                    await other.EnsureAtLeastAsync(token, Cancel);
                    var read = (await other.GetAsync(key, Cancel)).Edition;
                    Assert.True(read >= edition, $"{read} after {edition} was announced");
                }
            },
            Cancel)));
    }
}
