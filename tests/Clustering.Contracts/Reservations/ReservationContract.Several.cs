using Clustering.Reservations;

namespace Clustering.Contracts.Reservations;

// Several components in one step, and lists.
public abstract partial class ReservationContract
{
    [Fact]
    public async Task TryReserveAll_WithAConflict_ReservesNoneAndListsEveryHolder()
    {
        var backend = await CreateAsync();
        var annas = await ReserveAsync(backend, "c", new(backend.Anna, "s1"));
        var bens = await ReserveAsync(backend, "b", new(backend.Ben));
        var own = await ReserveAsync(backend, "d", new("carl"));

        var results = await ReserveAllAsync(backend, new("carl"), ReservationMode.AllOrNothing, "a", "b", "c", "d");

        Assert.Equal(["a", "b", "c", "d"], results.Select(result => result.Resource.Id));
        Assert.Equal([null, bens.Fence, annas.Fence, null], results.Select(result => result.Holder?.Fence));
        Assert.Equal([null, null, null, own.Fence], results.Select(result => result.Granted?.Fence));
        Assert.Null(await FindAsync(backend, "a"));
        Assert.Equal(["d"], (await backend.Reservations.ListByUserAsync("carl", Cancel)).Where(one => one.Resource.Category == backend.Category).Select(one => one.Resource.Id));
    }

    [Fact]
    public async Task TryReserveAll_WithBestEffort_ReservesTheOthers()
    {
        var backend = await CreateAsync();
        await ReserveAsync(backend, "b", new(backend.Ben));

        var results = await ReserveAllAsync(backend, new(backend.Anna), ReservationMode.BestEffort, "a", "b", "c");

        Assert.Equal([true, false, true], results.Select(result => result.IsGranted));
        Assert.Equal(backend.Ben, results[1].Holder!.Owner.User);
        Assert.Equal(3, results.Select(result => (result.Granted ?? result.Holder)!.Fence).Distinct().Count());
    }

    [Fact]
    public async Task TryReserveAll_OfAThousandInSeveralCategories_AreAllTheirs()
    {
        var backend = await CreateAsync();
        ReservationResource[] all = [.. Enumerable.Range(0, 1000).Select(i => new ReservationResource(backend.Category + (i % 7), $"{i}"))];

        var results = await backend.Reservations.TryReserveAllAsync(all, new(backend.Anna, "s1"), Hour, cancellationToken: Cancel);

        Assert.Equal(all, results.Select(result => result.Resource));
        Assert.All(results, result => Assert.True(result.IsGranted));
        Assert.Equal(1000, results.Select(result => result.Granted!.Fence).Distinct().Count());
        Assert.Equal(1000, (await backend.Reservations.ListByUserAsync(backend.Anna, Cancel)).Count);
        Assert.Equal(143, (await backend.Reservations.ListByCategoryAsync(backend.Category + "5", Cancel)).Count);
        Assert.Equal(1000, (await backend.Reservations.FindAllAsync(all, Cancel)).Count);
        Assert.All(await backend.Reservations.RenewAllAsync(all, new(backend.Anna, "s1"), Minute, Cancel), outcome => Assert.True(outcome.IsDone));
        Assert.All(await backend.Reservations.ReleaseAllAsync(all, new(backend.Anna, "s1"), Cancel), outcome => Assert.True(outcome.IsDone));
        Assert.Empty(await backend.Reservations.ListByUserAsync(backend.Anna, Cancel));
        Assert.Empty(await backend.Reservations.FindAllAsync(all, Cancel));
    }

    [Fact]
    public async Task TryReserveAll_OfTheSameTwice_AnswersOnce()
    {
        var backend = await CreateAsync();

        var results = await ReserveAllAsync(backend, new(backend.Anna), ReservationMode.AllOrNothing, "a", "b", "a");

        Assert.Equal(["a", "b"], results.Select(result => result.Resource.Id));
        Assert.Equal(results[0].Granted!.Fence, (await FindAsync(backend, "a"))!.Fence);
    }

    [Fact]
    public async Task Bulk_OfNoneOrTooMany_IsRefusedAtTheDoor()
    {
        var backend = await CreateAsync();
        ReservationResource[] tooMany = [.. Enumerable.Range(0, 1001).Select(i => backend.Document($"{i}"))];

        foreach (var resources in (ReservationResource[][])[[], tooMany])
        {
            await Assert.ThrowsAsync<ArgumentException>(async () =>
                await backend.Reservations.TryReserveAllAsync(resources, new(backend.Anna), Hour, cancellationToken: Cancel));
            await Assert.ThrowsAsync<ArgumentException>(async () =>
                await backend.Reservations.ReleaseAllAsync(resources, new(backend.Anna), Cancel));
            await Assert.ThrowsAsync<ArgumentException>(async () => await backend.Reservations.FindAllAsync(resources, Cancel));
        }
    }

    [Fact]
    public async Task TryReserveAll_CrosswiseAtOnce_NeverDeadlocksNorShares()
    {
        var backend = await CreateAsync();
        string[] ids = [.. Enumerable.Range(0, 20).Select(i => $"{i}")];

        for (var round = 0; round < 30; round++)
        {
            var results = await Task.WhenAll(
                Task.Run(() => ReserveAllAsync(backend, new(backend.Anna), ReservationMode.AllOrNothing, ids)),
                Task.Run(() => ReserveAllAsync(backend, new(backend.Ben), ReservationMode.AllOrNothing, [.. ids.Reverse()])));

            Assert.Single(results, result => result.All(one => one.IsGranted));
            var winner = results[0][0].IsGranted ? backend.Anna : backend.Ben;
            await backend.Reservations.ReleaseAllAsync([.. ids.Select(backend.Document)], new(winner), Cancel);
        }
    }

    [Fact]
    public async Task ReleaseAll_OfMine_LeavesTheOthers()
    {
        var backend = await CreateAsync();
        await ReserveAsync(backend, "a", new(backend.Anna));
        await ReserveAsync(backend, "b", new(backend.Ben));

        var outcomes = await backend.Reservations.ReleaseAllAsync(
            [backend.Document("a"), backend.Document("b"), backend.Document("c")], new(backend.Anna), Cancel);

        Assert.Equal([ReservationStatus.Done, ReservationStatus.Held, ReservationStatus.Gone], outcomes.Select(outcome => outcome.Status));
        Assert.Equal(backend.Ben, (await FindAsync(backend, "b"))!.Owner.User);
    }

    [Fact]
    public async Task Lists_ShowWhatIsHeldAndNothingElse()
    {
        var backend = await CreateAsync();
        var (s1, s2) = (await backend.BeginAsync(), await backend.BeginAsync());
        await ReserveAsync(backend, "b", new(backend.Anna, s1), ReservationLifetime.Session);
        await ReserveAsync(backend, "a", new(backend.Anna, s2));
        var bens = await ReserveAsync(backend, "c", new(backend.Ben));
        await ReserveAsync(backend, "d", new(backend.Anna, s1));
        await ReleaseAsync(backend, "d", new(backend.Anna, s1));
        IEnumerable<string> Ids(IReadOnlyList<Reservation> list) => list.Where(one => one.Resource.Category == backend.Category).Select(one => one.Resource.Id);

        Assert.Equal(["b", "a"], Ids(await backend.Reservations.ListByUserAsync(backend.Anna, Cancel)));
        Assert.Equal(["c"], Ids(await backend.Reservations.ListByUserAsync(backend.Ben, Cancel)));
        Assert.Equal(["b"], Ids(await backend.Reservations.ListBySessionAsync(s1, Cancel)));
        Assert.Equal(["b", "a", "c"], Ids(await backend.Reservations.ListByCategoryAsync(backend.Category, Cancel)));
        Assert.Equal(["b", "a", "c"], Ids(await backend.Reservations.ListByNodeAsync(bens.NodeId, Cancel)));
        Assert.Empty(await backend.Reservations.ListByNodeAsync("another", Cancel));
    }

    private static async Task<IReadOnlyList<ReservationResult>> ReserveAllAsync(
        ReservationBackend backend, ReservationOwner owner, ReservationMode mode, params string[] ids) =>
        await backend.Reservations.TryReserveAllAsync([.. ids.Select(backend.Document)], owner, Hour, mode, null, Cancel);
}
