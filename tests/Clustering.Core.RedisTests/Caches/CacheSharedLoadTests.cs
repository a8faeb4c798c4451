using System.Buffers;
using Clustering.Caches;
using Clustering.Contracts.Caches;
using Clustering.Testing;

namespace Clustering.Core.RedisTests.Caches;

/// <summary>One node loads, the others take what it has loaded; and nothing that goes wrong with it leaves anybody with an old book, or without one.</summary>
public sealed class CacheSharedLoadTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Invalidate_OverAndOver_LoadsOncePerInvalidationInTheWholeCluster()
    {
        await using var rig = await StartAsync(3);
        Assert.Equal(1, rig.Source.Loads);
        for (var i = 1; i <= 20; i++)
        {
            rig.Source.Change();

            var barrier = await rig.Cache(i % 3).InvalidateAndWaitAsync(Minute, Cancel);

            Assert.True(barrier.IsComplete);
            Assert.All(Enumerable.Range(0, 3), node => Assert.Equal(i, rig.Cache(node).Current.Edition));
            Assert.Equal(1 + i, rig.Source.Loads);
        }
    }

    [Fact]
    public async Task Invalidate_WhileOneLoadsAndTheOthersWait_GivesNobodyTheOldBook()
    {
        await using var rig = await StartAsync(3);
        for (var i = 0; i < 10; i++)
        {
            rig.Source.Close();
            rig.Source.Change();
            await rig.Cache(0).InvalidateAsync(Cancel);
            await Eventually.TrueAsync(() => rig.Source.Waiting > 0, "somebody loads");
            rig.Source.Change();
            var barrier = rig.Cache(1).InvalidateAndWaitAsync(Minute, Cancel).AsTask();
            rig.Source.Open();

            Assert.True((await barrier).IsComplete);
            Assert.All(Enumerable.Range(0, 3), node => Assert.Equal(rig.Source.Edition, rig.Cache(node).Current.Edition));
        }
    }

    [Fact]
    public async Task Node_ThatLoadsAndIsCutOff_IsFollowedByAnotherWhenThePatienceIsOver()
    {
        await using var rig = await StartAsync(3, options => options.SharedLoadPatience = TimeSpan.FromSeconds(1));
        rig.Wire(1).Cut();
        rig.Wire(2).Cut();
        rig.Source.Close();
        rig.Source.Change();
        await rig.Cache(0).InvalidateAsync(Cancel);
        await Eventually.TrueAsync(() => rig.Source.Waiting == 1, "the first node loads for all");
        rig.Wire(0).Cut();
        rig.Wire(1).Restore();
        rig.Wire(2).Restore();
        await Eventually.TrueAsync(() => rig.Source.Waiting > 1, "another has waited long enough");
        rig.Source.Open();

        await rig.RightAsync(1);
        await rig.RightAsync(2);
    }

    [Fact]
    public async Task Loader_ThatFailsOnOneNode_LeavesItToAnother()
    {
        await using var rig = await StartAsync(2);
        rig.Source.Change();
        rig.Source.Failure = new InvalidDataException("torn page");
        await rig.InvalidateAsync();
        await Eventually.TrueAsync(() => rig.Source.Loads > 2, "both have tried");
        rig.Source.Failure = null;

        await rig.RightAsync(0);
        await rig.RightAsync(1);
    }

    [Fact]
    public async Task Book_ThatIsTooLarge_IsLoadedByEveryNodeAndSaysSo()
    {
        await using var rig = await StartAsync(2, options => options.MaxSharedBytes = 3);
        rig.Source.Change();

        await rig.Cache(0).InvalidateAndWaitAsync(Minute, Cancel);

        Assert.Equal((1, 1), (rig.Cache(0).Current.Edition, rig.Cache(1).Current.Edition));
        Assert.Equal(4, rig.Source.Loads);
        Assert.NotEmpty(rig.Node(0).Log.Of(4006).Concat(rig.Node(1).Log.Of(4006)));
    }

    [Fact]
    public async Task Book_ThatCannotBeRead_IsLoadedByEveryNodeAndSaysSo()
    {
        await using var rig = await StartAsync(2, options => options.Serializer = new Unreadable());
        rig.Source.Change();

        await rig.Cache(0).InvalidateAndWaitAsync(Minute, Cancel);

        Assert.Equal((1, 1), (rig.Cache(0).Current.Edition, rig.Cache(1).Current.Edition));
        Assert.NotEmpty(rig.Node(0).Log.Of(4008).Concat(rig.Node(1).Log.Of(4008)));
    }

    [Fact]
    public async Task Book_OfAPositionThatTheRegionHasLeft_IsNotTaken()
    {
        await using var rig = await StartAsync(1);
        rig.Source.Change();
        await rig.InvalidateUnheardAsync();

        await rig.RightAsync(0);
        Assert.Equal(2, rig.Source.Loads);
    }

    [Fact]
    public async Task Book_OfAnotherRunOfTheServer_IsNotTaken()
    {
        await using var rig = await StartAsync(1);
        var shared = rig.Keys.Shared(CacheBackend.Name);
        await rig.Database.HashSetAsync(shared, "run", "0123456789012345678901234567890123456789");
        rig.Source.Change();
        await rig.Cache(0).EnsureAtLeastAsync(new(CacheBackend.Name, long.MaxValue / 1024), Cancel); // Of which the server does not know.

        Assert.Equal((1, 2), (rig.Cache(0).Current.Edition, rig.Source.Loads));
        Assert.InRange((await rig.Database.KeyTimeToLiveAsync(shared))!.Value, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10));
    }

    private static Task<CacheRig> StartAsync(int nodes, Action<StaticCacheOptions<Book>>? configure = null) => CacheRig.StartAsync(nodes, configure: options =>
    {
        options.SharedLoad = true;
        configure?.Invoke(options);
    });

    private sealed class Unreadable : ICacheSerializer<Book>
    {
        public void Serialize(Book value, IBufferWriter<byte> writer) => writer.Write("?"u8);

        public Book Deserialize(ReadOnlyMemory<byte> data) => throw new InvalidDataException("It is not a book.");
    }
}
