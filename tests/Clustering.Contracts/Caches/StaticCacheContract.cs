using Clustering.Caches;
using Clustering.Testing;

namespace Clustering.Contracts.Caches;

/// <summary>What a static cache does, with Redis and without. Derive, say how to make a backend, done.</summary>
/// <remarks>Split by concern into the files beside this one.</remarks>
public abstract partial class StaticCacheContract : IAsyncLifetime
{
    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected CacheBackend Backend { get; private set; } = null!;

    private IStaticCache<Book> First => Backend.Nodes[0];

    private IStaticCache<Book> Second => Backend.Nodes[^1];

    private BookSource Source => Backend.Source;

    /// <summary>Makes nodes that no other test meets.</summary>
    private protected abstract Task<CacheBackend> StartAsync();

    /// <summary>Starts the nodes.</summary>
    /// <returns>A task that ends when they run.</returns>
    public async ValueTask InitializeAsync() => Backend = await StartAsync();

    /// <summary>Stops them.</summary>
    /// <returns>A task that ends when they have.</returns>
    public virtual ValueTask DisposeAsync() => Backend.DisposeAsync();

    [Fact]
    public void Current_BeforeTheFirstLoad_SaysThatThereIsNone() => Assert.Throws<InvalidOperationException>(() => First.Current);

    [Fact]
    public async Task Get_ForTheFirstTime_LoadsOnceAndKeepsIt()
    {
        var book = await First.GetAsync(Cancel);

        Assert.Same(book, await First.GetAsync(Cancel));
        Assert.Same(book, First.Current);
        Assert.Equal(1, Source.Loads);
    }

    [Fact]
    public async Task Get_ByManyAtOnce_LoadsOnce()
    {
        Source.Close();
        var reads = Enumerable.Range(0, 100).Select(_ => Task.Run(async () => await First.GetAsync(Cancel), Cancel)).ToArray();
        await Eventually.TrueAsync(() => Source.Waiting == 1, "a load is under way");
        Source.Open();

        Assert.Single((await Task.WhenAll(reads)).Distinct(ReferenceEqualityComparer.Instance));
        Assert.Equal(1, Source.Loads);
    }

    [Fact]
    public async Task Get_CancelledByOne_GoesOnForTheOthers()
    {
        Source.Close();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var impatient = First.GetAsync(patience.Token).AsTask();
        await Eventually.TrueAsync(() => Source.Waiting == 1, "a load is under way");
        var patient = First.GetAsync(Cancel).AsTask();

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        Source.Open();

        Assert.Equal(0, (await patient).Edition);
        Assert.Equal(1, Source.Loads);
    }

    [Fact]
    public async Task Get_WhoseLoaderFails_ThrowsWhatItThrewAndTriesAgainNextTime()
    {
        Source.Failure = new InvalidDataException("torn page");
        await Assert.ThrowsAsync<InvalidDataException>(async () => await First.GetAsync(Cancel));

        Source.Failure = null;
        Assert.Equal(0, (await First.GetAsync(Cancel)).Edition);
    }

    [Fact]
    public async Task Invalidate_ByOneNode_RenewsEveryNode()
    {
        await First.GetAsync(Cancel);
        await Second.GetAsync(Cancel);

        Source.Change();
        await First.InvalidateAsync(Cancel);

        await Eventually.TrueAsync(() => First.Current.Edition == 1 && Second.Current.Edition == 1, "both nodes have the new edition");
    }

    [Fact]
    public async Task Current_WhileTheNewOneIsLoaded_IsTheFormer()
    {
        var former = await First.GetAsync(Cancel);
        Source.Close();
        Source.Change();
        await First.InvalidateAsync(Cancel);
        await Eventually.TrueAsync(() => Source.Waiting == 1, "the new one is being loaded");

        Assert.Same(former, First.Current);
        Assert.Same(former, await First.GetAsync(Cancel));
        Source.Open();

        await Eventually.TrueAsync(() => First.Current.Edition == 1, "the new one is there");
    }

    [Fact]
    public async Task Invalidate_OfWhatNobodyHasRead_LoadsNothing()
    {
        await First.InvalidateAsync(Cancel);
        await First.EnsureAtLeastAsync(await Second.InvalidateAsync(Cancel), Cancel);

        Assert.Equal(0, Source.Loads);
    }

    [Fact]
    public async Task Invalidate_WhoseReloadFails_KeepsTheFormerAndTriesAgain()
    {
        await First.GetAsync(Cancel);
        Source.Change();
        Source.Failure = new InvalidDataException("torn page");
        await First.InvalidateAsync(Cancel);
        await Eventually.TrueAsync(() => Source.Loads > 1, "it was tried");
        Assert.Equal(0, First.Current.Edition);

        Source.Failure = null;

        await Eventually.TrueAsync(() => First.Current.Edition == 1, "it is tried again by itself");
    }
}
