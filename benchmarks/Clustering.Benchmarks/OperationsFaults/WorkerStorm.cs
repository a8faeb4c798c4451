using System.Diagnostics;
using Clustering.Testing.Runs;

namespace Clustering.Benchmarks.OperationsFaults;

/// <summary>Workers of which about every two seconds one is killed and started again, or frozen past its lease and let go on.</summary>
internal sealed class WorkerStorm(string folder, IReadOnlyDictionary<string, string?> settings, TimeSpan lease, int seed) : IDisposable
{
    public const int Workers = 3;

    public static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private readonly Random _random = new(seed);
    private readonly LoggedWorker?[] _workers = new LoggedWorker?[Workers];
    private readonly List<Task> _troubles = [];
    private readonly List<(string Process, long At)> _killed = [];
    private int _started;

    /// <summary>Gets which processes were killed, and when.</summary>
    public IReadOnlyList<(string Process, long At)> Killed => _killed;

    /// <summary>Gets how many times one was frozen.</summary>
    public int Frozen { get; private set; }

    public Task StartAsync() => Task.WhenAll(Enumerable.Range(0, Workers).Select(StartAsync));

    /// <summary>Storms until it is told to end; then lets all of them go on.</summary>
    public async Task RunAsync(CancellationToken ending)
    {
        while (!ending.IsCancellationRequested)
        {
            // Not in step with the leases: what one trouble has broken would begin again at the very moment of another, over and over.
            await Task.Delay(Every * (0.75 + (_random.NextDouble() / 2)), CancellationToken.None);

            // One that is frozen, or about to start, is in trouble already.
            var well = Enumerable.Range(0, Workers).Where(at => _workers[at] is { Process.IsStopped: false }).ToList();
            if (well.Count > 0)
            {
                var at = well[_random.Next(well.Count)];
                _troubles.Add(_random.Next(2) == 0 ? KillAsync(at) : FreezeAsync(at, lease + (TimeSpan.FromSeconds(1) * _random.NextDouble())));
            }
        }

        await Task.WhenAll(_troubles);
    }

    /// <summary>Stops the workers as a deployment does.</summary>
    public async Task StopAsync()
    {
        foreach (var worker in _workers)
        {
            worker!.Process.Terminate();
            await worker.Process.UntilEndedAsync();
        }
    }

    public void Dispose()
    {
        foreach (var worker in _workers)
        {
            worker?.Dispose();
        }
    }

    private async Task StartAsync(int at) =>
        _workers[at] = await LoggedWorker.StartAsync(folder, $"worker-{Interlocked.Increment(ref _started):000}", settings);

    private async Task KillAsync(int at)
    {
        var worker = _workers[at]!;
        _workers[at] = null;
        _killed.Add((worker.Name, Stopwatch.GetTimestamp()));
        worker.Process.Kill();
        worker.Dispose();
        await StartAsync(at);
    }

    private async Task FreezeAsync(int at, TimeSpan time)
    {
        Frozen++;
        _workers[at]!.Process.Stop();
        await Task.Delay(time);
        _workers[at]!.Process.Continue();
    }
}
