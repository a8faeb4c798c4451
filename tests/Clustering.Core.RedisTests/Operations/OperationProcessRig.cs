using Clustering.Contracts.Operations;
using Clustering.Core.RedisTests.Redis;
using Clustering.Operations;
using Clustering.Testing;
using Clustering.Testing.Runs;

namespace Clustering.Core.RedisTests.Operations;

/// <summary>Workers in processes of their own over a server of the test's, a node that enqueues for them, and what they wrote down.</summary>
internal sealed class OperationProcessRig : IAsyncDisposable
{
    public static readonly TimeSpan Lease = TimeSpan.FromMilliseconds(1_500);

    private readonly OperationRig _rig;
    private readonly List<LoggedWorker> _workers = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("clustering-runs-").FullName;

    private OperationProcessRig(OperationRig rig) => _rig = rig;

    public IOperations Operations => _rig.Operations(0);

    public IReadOnlyList<OperationRun> Runs => RunHistory.Read(_folder);

    public static async Task<OperationProcessRig> StartAsync(int workers)
    {
        var rig = new OperationProcessRig(await OperationRig.StartAsync());
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => rig.AddWorkerAsync()));
        await rig._rig.AddNodeAsync(build: static _ => { });
        return rig;
    }

    public async Task<LoggedWorker> AddWorkerAsync()
    {
        var name = $"worker-{Guid.NewGuid():n}";
        var worker = await LoggedWorker.StartAsync(_folder, name, new Dictionary<string, string?>(_rig.Server.Settings("test"))
        {
            ["spring.redis.timeout"] = "2s",
            ["Clustering:Operations:Lease"] = "1500ms",
            ["Clustering:Operations:RenewEvery"] = "400ms",
            ["Clustering:Operations:StopTimeout"] = "0ms",
        });
        lock (_workers)
        {
            _workers.Add(worker);
        }

        return worker;
    }

    /// <summary>Finds the worker of a run.</summary>
    public LoggedWorker Of(OperationRun run) => _workers.Single(worker => worker.Name == run.Process);

    public Task<OperationQueueStatus> CountAsync() => _rig.CountAsync(handler: "logged");

    /// <summary>Waits for a run.</summary>
    public async Task<OperationRun> RunAsync(string what, Func<OperationRun, bool> which)
    {
        OperationRun? found = null;
        await Eventually.TrueAsync(() => (found = Runs.FirstOrDefault(which)) is not null, what);
        return found!;
    }

    public Task UntilAsync(string what, Func<OperationQueueStatus, bool> isSo) => Eventually.TrueAsync(async () => isSo(await CountAsync()), what);

    public async ValueTask DisposeAsync()
    {
        _workers.ForEach(static worker => worker.Dispose());
        await _rig.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
