using System.Collections.Concurrent;
using System.Globalization;
using Clustering.AspNetCore.Tests.Rig;
using Clustering.Caches;
using Clustering.Operations;
using Clustering.Sessions;
using Clustering.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Clustering.AspNetCore.Tests.Operations;

/// <summary>What a visitor has changed the handlers of his operations read, on whichever node, and the app does nothing for it.</summary>
public sealed class OwnChangesInHandlersTests
{
    private const int Rounds = 300;

    private readonly ConcurrentQueue<(int Changed, int Read)> _reads = [];
    private int _number;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/change-and-enqueue")]
    [InlineData("/change", "/enqueue")]
    public async Task Handler_OnTheOtherNode_ReadsWhatTheVisitorHadChanged(params string[] requests)
    {
        await using var nodes = await StartAsync("1m");

        await RunAsync(nodes, requests, Rounds);

        Assert.Equal(0, _reads.Count(read => read.Read < read.Changed));
    }

    [Fact]
    public async Task Handler_OnTheOtherNode_WithoutTheWait_ReadsWhatWasBefore()
    {
        await using var nodes = await StartAsync("0s");

        await RunAsync(nodes, ["/change-and-enqueue"], Rounds);

        // So the test above can fail.
        Assert.NotEqual(0, _reads.Count(read => read.Read < read.Changed));
    }

    private async Task RunAsync(TwoNodes nodes, string[] requests, int rounds)
    {
        using var visitor = TestNode.Browser();
        await visitor.GetStringAsync(nodes.First.At("/begin"), Cancel);
        await nodes.Second.Services.GetRequiredService<IStaticCache<Number>>().GetAsync(Cancel);
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var request in requests)
            {
                await visitor.GetStringAsync(nodes.First.At(request), Cancel);
            }

            await Eventually.TrueAsync(() => _reads.Count == round, "its handler has run");
        }
    }

    // Only the second one runs handlers; the first one has the visitor.
    private Task<TwoNodes> StartAsync(string wait)
    {
        var nodes = 0;
        return TwoNodes.StartAsync(
            ClusterNames.New("own"),
            Map,
            settings =>
            {
                settings["Clustering:Caches:OwnChangesWait"] = wait;
                settings["Clustering:Caches:ReloadSpread"] = "0s";
            },
            builder => Build(builder, isWorker: ++nodes == 2));
    }

    private void Build(WebApplicationBuilder builder, bool isWorker)
    {
        builder.Services.AddSingleton(_reads);
        builder.AddClustering()
            .AddStaticCache<Number>("number", async (_, cancellationToken) =>
            {
                var number = new Number(Volatile.Read(ref _number));
                await Task.Delay(1, cancellationToken); // As from a database.
                return number;
            })
            .AddOperationHandler<NumberChanged, Reader>("read", options => options.Enabled = isWorker);
    }

    private void Map(WebApplication app)
    {
        app.UseClusterSession();
        app.MapGet("/begin", (HttpContext context) => context.Session.SetString("visitor", "here")).WithMetadata(new SessionAttribute(SessionAccess.Required));
        app.MapGet("/change", async (IStaticCache<Number> cache) =>
        {
            Interlocked.Increment(ref _number);
            await cache.InvalidateAsync();
        });
        app.MapGet("/enqueue", async (IOperations operations) => await operations.EnqueueAsync(new NumberChanged(_number)))
            .WithMetadata(new SessionAttribute(SessionAccess.ReadOnly));
        app.MapGet("/change-and-enqueue", async (IStaticCache<Number> cache, IOperations operations) =>
        {
            var number = Interlocked.Increment(ref _number);
            await cache.InvalidateAsync();
            return (await operations.EnqueueAsync(new NumberChanged(number))).ToString(CultureInfo.InvariantCulture);
        });
    }

    internal sealed record Number(int Value);

    [Operation("number-changed")]
    internal sealed record NumberChanged(int Value);

    internal sealed class Reader(IStaticCache<Number> cache, ConcurrentQueue<(int Changed, int Read)> reads) : IOperationHandler<NumberChanged>
    {
        public Task HandleAsync(NumberChanged operation, OperationContext context, CancellationToken cancellationToken)
        {
            reads.Enqueue((operation.Value, cache.Current.Value));
            return Task.CompletedTask;
        }
    }
}
