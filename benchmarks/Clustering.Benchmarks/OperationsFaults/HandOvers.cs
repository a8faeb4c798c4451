using System.Diagnostics;
using Clustering.Testing;
using Clustering.Testing.Runs;

namespace Clustering.Benchmarks.OperationsFaults;

/// <summary>How long operations lie still when their worker is killed, or told to stop: on a quiet machine, one after the other.</summary>
internal sealed class HandOvers : IAsyncDisposable
{
    private const int Forever = 3_600_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("clustering-runs-").FullName;
    private readonly RedisServer _server;
    private readonly FaultNode _node;
    private readonly Random _random;
    private int _names;

    private HandOvers(RedisServer server, FaultNode node, int seed) => (_server, _node, _random) = (server, node, new(seed));

    public static async Task<HandOvers> StartAsync(int seed)
    {
        var server = await RedisServer.StartAsync();
        return new(server, await FaultNode.StartAsync(server.Settings("benchmark")), seed);
    }

    /// <summary>Kills a worker that runs an operation, at any moment between two renewals.</summary>
    public Task<TimeSpan> KillAsync(TimeSpan lease) => MeasureAsync(lease, 1, async worker =>
    {
        await Task.Delay(lease * _random.NextDouble());
        var killed = Stopwatch.GetTimestamp();
        worker.Process.Kill();
        return killed;
    });

    /// <summary>Tells a worker to stop that has all its places taken.</summary>
    public Task<TimeSpan> StopAsync() => MeasureAsync(TimeSpan.FromSeconds(15), FaultRun.Places, static worker =>
    {
        var told = Stopwatch.GetTimestamp();
        worker.Process.Terminate();
        return Task.FromResult(told);
    });

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<TimeSpan> MeasureAsync(TimeSpan lease, int count, Func<LoggedWorker, Task<long>> endAsync)
    {
        using var first = await AddAsync(lease);
        var ids = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var key = $"key-{i}";
            ids.Add(await _node.Operations.EnqueueAsync(new LoggedWork(key, 1, Forever), new() { OrderKey = key }));
        }

        await UntilRunAsync(first, ids);
        using var second = await AddAsync(lease);
        var ended = await endAsync(first);
        var runs = await UntilRunAsync(second, ids);
        if (runs.Any(static run => run.Attempt != 1))
        {
            throw new InvalidOperationException("An attempt was counted.");
        }

        foreach (var id in ids)
        {
            await _node.Operations.CancelAsync("logged", id);
        }

        await Eventually.TrueAsync(async () => (await _node.CountAsync())!.Live == 0, "all are cancelled");
        return runs.Max(run => Stopwatch.GetElapsedTime(ended, run.Began));
    }

    private Task<LoggedWorker> AddAsync(TimeSpan lease) =>
        LoggedWorker.StartAsync(_folder, $"worker-{++_names}", FaultRun.Settings(_server.Settings("benchmark"), lease));

    private async Task<IReadOnlyList<OperationRun>> UntilRunAsync(LoggedWorker worker, List<string> ids)
    {
        IReadOnlyList<OperationRun> runs = [];
        await Eventually.TrueAsync(
            () => (runs = [.. RunHistory.Read(_folder).Where(run => run.Process == worker.Name && ids.Contains(run.Id))]).Count == ids.Count,
            $"{worker.Name} runs them",
            TimeSpan.FromMinutes(1));
        return runs;
    }
}
