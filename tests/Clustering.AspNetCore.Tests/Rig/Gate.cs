using System.Collections.Concurrent;

namespace Clustering.AspNetCore.Tests.Rig;

/// <summary>Holds requests at a place until the test lets them go on: each request names its own gate.</summary>
internal sealed class Gate
{
    private readonly ConcurrentDictionary<string, (TaskCompletionSource Reached, TaskCompletionSource Open)> _gates = new();

    public Task Reached(string name) => Get(name).Reached.Task.WaitAsync(TimeSpan.FromSeconds(30));

    public void Open(string name) => Get(name).Open.TrySetResult();

    public async Task PassAsync(string name)
    {
        Get(name).Reached.TrySetResult();
        await Get(name).Open.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private (TaskCompletionSource Reached, TaskCompletionSource Open) Get(string name) => _gates.GetOrAdd(
        name,
        static _ => (new(TaskCreationOptions.RunContinuationsAsynchronously), new(TaskCreationOptions.RunContinuationsAsynchronously)));
}
