using Clustering.Leases;
using Clustering.Locks;
using Clustering.Testing;

namespace Clustering.Contracts.Locks;

/// <summary>What all locks do, with Redis and without. Derive, say how to make a backend, done.</summary>
/// <remarks>Split by concern into the files beside this one.</remarks>
public abstract partial class LocksContract : IAsyncLifetime
{
    private protected static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected LockBackend Backend { get; private set; } = null!;

    private IClusterLocks First => Backend.Nodes[0];

    private IClusterLocks Second => Backend.Nodes[^1];

    /// <summary>Makes nodes that no other test meets.</summary>
    private protected abstract Task<LockBackend> StartAsync();

    /// <summary>Starts the nodes.</summary>
    /// <returns>A task that ends when they run.</returns>
    public async ValueTask InitializeAsync() => Backend = await StartAsync();

    /// <summary>Stops them.</summary>
    /// <returns>A task that ends when they have.</returns>
    public virtual ValueTask DisposeAsync() => Backend.DisposeAsync();

    [Fact]
    public async Task TryAcquire_OfWhatNobodyHas_GivesIt()
    {
        await using var held = await First.TryAcquireAsync("a", cancellationToken: Cancel);

        Assert.NotNull(held);
        Assert.Equal("a", held.Name);
        Assert.True(held.IsHeld);
        Assert.True(held.Fence > 0);
        Assert.False(held.Lost.IsCancellationRequested);
        Assert.Null(held.Loss);
    }

    [Fact]
    public async Task TryAcquire_OfWhatSomebodyHas_IsNullAtOnce()
    {
        await using var held = await First.TryAcquireAsync("a", cancellationToken: Cancel);

        Assert.Null(await Second.TryAcquireAsync("a", cancellationToken: Cancel));
        Assert.Null(await First.TryAcquireAsync("a", cancellationToken: Cancel));
    }

    [Fact]
    public async Task TryAcquire_OfAnotherNameOrCase_IsAnotherLock()
    {
        await using var held = await First.TryAcquireAsync("a", cancellationToken: Cancel);
        await using var other = await Second.TryAcquireAsync("A", cancellationToken: Cancel);

        Assert.NotNull(other);
    }

    [Fact]
    public async Task TryAcquire_AfterItWasLetGo_GivesItWithAHigherFence()
    {
        var fences = new List<long>();
        for (var i = 0; i < 20; i++)
        {
            await using var held = await (i % 2 == 0 ? First : Second).TryAcquireAsync(i % 3 == 0 ? "a" : "b", cancellationToken: Cancel);
            fences.Add(held!.Fence);
        }

        Assert.Equal(fences.Order().Distinct(), fences);
    }

    [Fact]
    public async Task Release_Twice_AnswersTheSame()
    {
        var held = await First.TryAcquireAsync("a", cancellationToken: Cancel);

        Assert.True(await held!.ReleaseAsync(Cancel));
        Assert.False(held.IsHeld);
        Assert.True(await held.ReleaseAsync(Cancel));
        Assert.False(held.Lost.IsCancellationRequested);
        Assert.Null(held.Loss);
    }

    [Fact]
    public async Task Release_Again_LeavesTheNextHolderAlone()
    {
        var held = await First.TryAcquireAsync("a", cancellationToken: Cancel);
        await held!.ReleaseAsync(Cancel);
        await using var next = await Second.TryAcquireAsync("a", cancellationToken: Cancel);

        Assert.True(await held.ReleaseAsync(Cancel));
        await held.DisposeAsync();

        Assert.Null(await First.TryAcquireAsync("a", cancellationToken: Cancel));
        Assert.True(next!.IsHeld);
    }

    [Fact]
    public async Task TryAcquire_WhileSomebodyLetsGo_GetsItFromHisHand()
    {
        var held = await First.TryAcquireAsync("a", cancellationToken: Cancel);
        var waiting = Second.TryAcquireAsync("a", Long, Cancel).AsTask();
        await InLineAsync(1);

        await held!.ReleaseAsync(Cancel);
        await using var next = await waiting.WaitAsync(Eventually.Limit, Cancel);

        Assert.True(next!.Fence > held.Fence);
        Assert.Null(await First.TryAcquireAsync("a", cancellationToken: Cancel));
    }

    [Fact]
    public async Task Acquire_ByManyOnAllNodes_GoesInTheOrderOfAsking()
    {
        const int Count = 12;
        var held = await First.TryAcquireAsync("a", cancellationToken: Cancel);
        var order = new List<int>();
        var waiting = new List<Task>();
        for (var i = 0; i < Count; i++)
        {
            var number = i;
            waiting.Add(Task.Run(async () =>
            {
                await using var taken = await Backend.Nodes[number % Backend.Nodes.Count].AcquireAsync("a", Long, Cancel);
                order.Add(number);
            }, Cancel));
            await InLineAsync(i + 1);
        }

        await held!.DisposeAsync();
        await Task.WhenAll(waiting).WaitAsync(Eventually.Limit, Cancel);

        Assert.Equal(Enumerable.Range(0, Count), order);
    }

    [Fact]
    public async Task TryAcquire_ThatWaitsInVain_IsNullAndOutOfTheLine()
    {
        await using var held = await First.TryAcquireAsync("a", cancellationToken: Cancel);

        Assert.Null(await Second.TryAcquireAsync("a", TimeSpan.FromMilliseconds(100), Cancel));
        Assert.Equal(0, await Backend.WaitingAsync("a"));
    }

    [Fact]
    public async Task Acquire_ThatWaitsInVain_ThrowsWithTheName()
    {
        await using var held = await First.TryAcquireAsync("a", cancellationToken: Cancel);

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => Second.AcquireAsync("a", TimeSpan.FromMilliseconds(100), Cancel).AsTask());

        Assert.Contains("'a'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Acquire_ThatIsCancelled_LeavesTheLineForTheNext()
    {
        var held = await First.TryAcquireAsync("a", cancellationToken: Cancel);
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var cancelled = Second.AcquireAsync("a", cancellationToken: impatient.Token).AsTask();
        await InLineAsync(1);
        var patient = First.AcquireAsync("a", cancellationToken: Cancel).AsTask();
        await InLineAsync(2);

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await InLineAsync(1);
        await held!.ReleaseAsync(Cancel);

        await using var next = await patient.WaitAsync(Eventually.Limit, Cancel);
        Assert.True(next.IsHeld);
    }

    [Fact]
    public async Task Acquire_CancelledWhileItIsBeingGiven_StrandsNobody()
    {
        for (var round = 0; round < 100; round++)
        {
            var held = await First.AcquireAsync("a", Long, Cancel);
            using var impatient = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var waiting = Second.AcquireAsync("a", cancellationToken: impatient.Token).AsTask();
            await InLineAsync(1);

            await Task.WhenAll(held.ReleaseAsync(Cancel).AsTask(), impatient.CancelAsync());
            try
            {
                await (await waiting).DisposeAsync();
            }
            catch (OperationCanceledException)
            {
                // Either may be first.
            }
        }

        await using var last = await First.AcquireAsync("a", Eventually.Limit, Cancel);
        Assert.True(last.IsHeld);
    }

    [Fact]
    public async Task TryAcquire_WithACancelledToken_ThrowsAndTakesNothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => First.TryAcquireAsync("a", cancellationToken: new CancellationToken(true)).AsTask());

        await Eventually.TrueAsync(async () => await Second.FindHolderAsync("a", Cancel) is null, "nobody has it");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    [InlineData("a\0")]
    public async Task Names_ThatMakeNoKey_AreRefused(string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => First.TryAcquireAsync(name, cancellationToken: Cancel).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => First.FindHolderAsync(name, Cancel).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => First.ForceReleaseAsync(name, "anna", "", Cancel).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => Backend.Guard.TryEnterAsync(name, 1, Cancel).AsTask());
    }

    [Fact]
    public async Task Names_UpTo512Bytes_AreTaken()
    {
        await using var longest = await First.TryAcquireAsync(new string('é', 256), cancellationToken: Cancel);
        await using var odd = await First.TryAcquireAsync("{}: *+-é", cancellationToken: Cancel);

        Assert.NotNull(longest);
        Assert.NotNull(odd);
        await Assert.ThrowsAsync<ArgumentException>(() => First.TryAcquireAsync(new string('é', 257), cancellationToken: Cancel).AsTask());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => First.TryAcquireAsync("a", TimeSpan.FromSeconds(-3), Cancel).AsTask());
    }

    [Fact]
    public async Task FindHolder_SaysWhoHasItSinceWhenAndUnderWhichFence()
    {
        Assert.Null(await First.FindHolderAsync("a", Cancel));
        await using var held = await First.TryAcquireAsync("a", cancellationToken: Cancel);

        var holder = await Second.FindHolderAsync("a", Cancel);

        Assert.Equal(held!.Fence, holder!.Fence);
        Assert.NotNull(holder.NodeName);
        Assert.InRange(holder.Remaining, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30));
        Assert.True(holder.Since > DateTimeOffset.UnixEpoch.AddYears(50));
        await held.ReleaseAsync(Cancel);
        Assert.Null(await First.FindHolderAsync("a", Cancel));
    }

    [Fact]
    public async Task ForceRelease_TellsTheHolderByWhomAndWhy_AndGivesItToTheNext()
    {
        var held = await First.TryAcquireAsync("a", cancellationToken: Cancel);
        var waiting = Second.AcquireAsync("a", Long, Cancel).AsTask();
        await InLineAsync(1);

        Assert.True(await Second.ForceReleaseAsync("a", "anna", "it hangs\nsince noon", Cancel));

        await using var next = await waiting.WaitAsync(Eventually.Limit, Cancel);
        await Eventually.TrueAsync(() => held!.Lost.IsCancellationRequested, "the holder is told");
        Assert.Equal(new LeaseLoss(LeaseLossReason.Forced, "anna", "it hangs\nsince noon"), held!.Loss);
        Assert.False(held.IsHeld);
        Assert.False(await held.ReleaseAsync(Cancel));
        Assert.True(next.IsHeld);
        Assert.True(next.Fence > held.Fence);
        await held.DisposeAsync();
        Assert.Equal(next.Fence, (await First.FindHolderAsync("a", Cancel))!.Fence);
    }

    [Fact]
    public async Task ForceRelease_OfWhatNobodyHas_IsFalse()
    {
        Assert.False(await First.ForceReleaseAsync("a", "anna", "", Cancel));

        await (await First.AcquireAsync("a", Long, Cancel)).DisposeAsync();

        Assert.False(await First.ForceReleaseAsync("a", "anna", "", Cancel));
    }

    [Fact]
    public async Task Guard_LetsInTheHighestAndNoneBelow()
    {
        Assert.True(await Backend.Guard.TryEnterAsync("door", 5, Cancel));
        Assert.True(await Backend.Guard.TryEnterAsync("door", 5, Cancel));
        Assert.False(await Backend.Guard.TryEnterAsync("door", 4, Cancel));
        Assert.True(await Backend.Guard.TryEnterAsync("door", 1772452800000001, Cancel));
        Assert.False(await Backend.Guard.TryEnterAsync("door", 1772452800000000, Cancel));
        Assert.True(await Backend.Guard.TryEnterAsync("window", 1, Cancel));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Backend.Guard.TryEnterAsync("door", 0, Cancel).AsTask());
    }

    private Task InLineAsync(int count) => Eventually.TrueAsync(async () => await Backend.WaitingAsync("a") == count, $"{count} are in line");
}
