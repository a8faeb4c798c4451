using Clustering.Contracts.Operations;
using Clustering.Core.RedisTests.Redis.Sentinels;
using Clustering.Operations;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Clustering.Core.RedisTests.Operations;

/// <summary>Operations while the primary moves by plan, under sentinels: none is lost, none of a key overtakes another, and all adds up.</summary>
[OnlyOn("redis", "It starts a primary, replicas and sentinels of its own.")]
public sealed class OperationFailoverTests
{
    private const int Nodes = 3;
    private const int Keys = 20;

    private readonly NoteWork _work = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PlannedFailover_UnderOperations_LosesNoneAndKeepsTheirOrder()
    {
        await using var cluster = await SentinelCluster.StartAsync();
        await using var nodes = await SentinelNodes.StartAsync(cluster, Nodes, Add, ("Clustering:Operations:Lease", "6s"), ("Clustering:Operations:RenewEvery", "1s"));
        var former = await cluster.PrimaryAsync();
        using var stop = new CancellationTokenSource();
        var enqueueing = Enumerable.Range(0, Keys).Select(key => Task.Run(() => EnqueueAsync(nodes.Get<IOperations>(key % Nodes), $"{key}", stop.Token), Cancel)).ToList();

        await Eventually.TrueAsync(() => _work.Runs.Count > 500, "operations run");
        await cluster.FailoverAsync();
        await cluster.WaitForPrimaryAsync(former);
        await nodes.FollowAsync(former.Port);
        var before = _work.Runs.Count;
        await Eventually.TrueAsync(() => _work.Runs.Count > before + 500, "operations run again");
        await stop.CancelAsync();
        var enqueued = await Task.WhenAll(enqueueing).WaitAsync(Eventually.Limit, Cancel);

        var queues = nodes.Get<IOperationQueues>(0);
        await Eventually.TrueAsync(async () => (await queues.ListAsync(Cancel)).Single().Live == 0, "all is done");
        var queue = (await queues.ListAsync(Cancel)).Single();
        Assert.True(queue.IsBalanced, $"{queue}");
        Assert.Equal((enqueued.Sum(), 0), (queue.Completed, queue.Dead));
        foreach (var runs in _work.Runs.GroupBy(static run => run.Note.Key))
        {
            // One that ran twice did so in its place: nothing behind it had begun.
            var numbers = runs.Select(static run => run.Note.Number).ToList();
            Assert.Equal(numbers.Order(), numbers);
            Assert.Equal(Enumerable.Range(1, enqueued[int.Parse(runs.Key, System.Globalization.CultureInfo.InvariantCulture)]), numbers.Distinct());
        }
    }

    private static async Task<int> EnqueueAsync(IOperations operations, string key, CancellationToken stop)
    {
        var number = 0;
        while (!stop.IsCancellationRequested)
        {
            await operations.EnqueueAsync(new Note(key, ++number), cancellationToken: Cancel);
        }

        return number;
    }

    private void Add(IClusterBuilder builder)
    {
        builder.Services.AddSingleton(_work);
        builder.AddOperationHandler<Note, NoteHandler>("index", static options => options.OrderKey = static note => note.Key);
    }
}
