using System.Diagnostics;
using Clustering.Caches;
using Clustering.Caches.Internal;

namespace Clustering.Benchmarks.CachesLoad;

/// <summary>A cache that only notes when it is to drop what it has.</summary>
internal sealed class DropProbe : IRegionFollower
{
    private TaskCompletionSource<long> _dropped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CacheTerms Terms { get; } = new(StalePolicy.ServeStale, TimeSpan.FromMinutes(1));

    public long? Applied => null;

    /// <summary>Gives the moment of the next drop.</summary>
    public Task<long> NextAsync()
    {
        var next = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _dropped, next);
        return next.Task;
    }

    public void Drop() => Volatile.Read(ref _dropped).TrySetResult(Stopwatch.GetTimestamp());

    public Task ReachAsync(long version, bool mayBeForgotten, CancellationToken cancellationToken) => Task.CompletedTask;

    public void OnInvalid(IReadOnlyList<string>? keys) => Drop();

    public void OnLease()
    {
        // It has nothing that could end.
    }
}
