using System.Globalization;
using Clustering.AspNetCore.Tests.Rig;
using Clustering.Testing;
using Microsoft.AspNetCore.Builder;

namespace Clustering.AspNetCore.Tests.Caches;

/// <summary>What a visitor has changed he reads, on whichever node, and the app does nothing for it.</summary>
public sealed class OwnChangesTests
{
    private const int Rounds = 10_020;
    private const int Visitors = 4;

    private readonly Shelf _shelf = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/change", "/read")]
    [InlineData("/change", "/read-alone")]
    [InlineData("/change-and-note", "/read-loaded")]
    public async Task Read_OnAnotherNodeRightAfterAChange_IsNeverOfBefore(string change, string read)
    {
        await using var nodes = await StartAsync(_shelf.Map);

        var old = await Task.WhenAll(Enumerable.Range(0, Visitors).Select(_ => Task.Run(() => CountOldReadsAsync(nodes, change, read, Rounds / 3 / Visitors), Cancel)));

        Assert.Equal(0, old.Sum());
    }

    [Fact]
    public async Task Read_OnAnotherNodeRightAfterAChange_WithStockMiddleware_IsNeverOfBefore()
    {
        await using var nodes = await StartAsync(_shelf.MapStock);

        Assert.Equal(0, await CountOldReadsAsync(nodes, "/change-and-note", "/read-loaded", 500));
    }

    [Fact]
    public async Task Read_OnAnotherNodeRightAfterAChange_WithoutTheWait_IsOfBefore()
    {
        await using var nodes = await StartAsync(_shelf.Map, "0s");

        // So the tests above can fail.
        Assert.True(await CountOldReadsAsync(nodes, "/change", "/read", 200) > 0, "the other node would have to be faster than a request");
    }

    [Fact]
    public async Task Read_WhileTheNodeStillLoads_WaitsForThatAndOthersDoNot()
    {
        await using var nodes = await StartAsync(_shelf.Map, "1m");
        using var visitor = TestNode.Browser();
        using var other = TestNode.Browser();
        await BeginAsync(visitor, nodes);
        await BeginAsync(other, nodes);
        _shelf.Close();
        await visitor.GetStringAsync(nodes.First.At("/change"), Cancel);

        var read = visitor.GetStringAsync(nodes.Second.At("/read"), Cancel);
        Assert.Equal("0", await other.GetStringAsync(nodes.Second.At("/read"), Cancel));
        Assert.False(read.IsCompleted);
        _shelf.Open();

        Assert.Equal("1", await read);
    }

    [Fact]
    public async Task Read_WhileTheNodeLoadsForTooLong_GoesOnWithWhatThereIs()
    {
        await using var nodes = await StartAsync(_shelf.Map, "50ms");
        using var visitor = TestNode.Browser();
        await BeginAsync(visitor, nodes);
        _shelf.Close();
        await visitor.GetStringAsync(nodes.First.At("/change"), Cancel);

        Assert.Equal("0", await visitor.GetStringAsync(nodes.Second.At("/read"), Cancel));
        _shelf.Open();
    }

    [Fact]
    public async Task Change_IsToldToTheBrowser_ForAsLongAsAnyNodeMayNotKnowOfIt()
    {
        await using var nodes = await StartAsync(_shelf.Map);
        using var visitor = TestNode.Browser();
        await BeginAsync(visitor, nodes);

        using var change = await visitor.GetAsync(nodes.First.At("/change"), Cancel);
        using var read = await visitor.GetAsync(nodes.Second.At("/read-alone"), Cancel);

        Assert.Contains(change.Headers.GetValues("Set-Cookie"), cookie => cookie.Contains(".changes=1; max-age=10;", StringComparison.Ordinal) && cookie.Contains("httponly", StringComparison.Ordinal));
        Assert.False(read.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Change_ByAVisitorWithoutASession_BeginsNone()
    {
        await using var nodes = await StartAsync(_shelf.Map);
        using var visitor = TestNode.Browser();

        using var response = await visitor.GetAsync(nodes.First.At("/change"), Cancel);

        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    private static async Task<int> CountOldReadsAsync(TwoNodes nodes, string change, string read, int rounds)
    {
        using var visitor = TestNode.Browser();
        await BeginAsync(visitor, nodes);
        var old = 0;
        for (var round = 0; round < rounds; round++)
        {
            var (writer, reader) = round % 2 == 0 ? (nodes.First, nodes.Second) : (nodes.Second, nodes.First);
            var edition = int.Parse(await visitor.GetStringAsync(writer.At(change), Cancel), CultureInfo.InvariantCulture);
            if (int.Parse(await visitor.GetStringAsync(reader.At(read), Cancel), CultureInfo.InvariantCulture) < edition)
            {
                old++;
            }
        }

        return old;
    }

    private static async Task BeginAsync(HttpClient visitor, TwoNodes nodes)
    {
        await visitor.GetStringAsync(nodes.First.At("/begin"), Cancel);
        await visitor.GetStringAsync(nodes.Second.At("/begin"), Cancel);
    }

    private Task<TwoNodes> StartAsync(Action<WebApplication> map, string wait = "1m") => TwoNodes.StartAsync(
        ClusterNames.New("own"), map, settings => settings["Clustering:Caches:OwnChangesWait"] = wait, _shelf.Build);
}
