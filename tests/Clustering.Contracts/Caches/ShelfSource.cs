using System.Collections.Concurrent;

namespace Clustering.Contracts.Caches;

/// <summary>Where values by key come from, for all nodes of a test.</summary>
internal sealed class ShelfSource
{
    private readonly ConcurrentDictionary<int, int> _editions = new();
    private readonly ConcurrentDictionary<int, int> _loads = new();
    private TaskCompletionSource? _gate;
    private int _waiting;

    public int Waiting => Volatile.Read(ref _waiting);

    public int Edition(int key) => _editions.GetValueOrDefault(key);

    /// <summary>Says how often a key was loaded, by all nodes together.</summary>
    public int Loads(int key) => _loads.GetValueOrDefault(key);

    public int Change(int key) => _editions.AddOrUpdate(key, 1, static (_, edition) => edition + 1);

    public void Close() => _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => Interlocked.Exchange(ref _gate, null)?.SetResult();

    public async Task<Book> ReadAsync(int key, CancellationToken cancellationToken)
    {
        _loads.AddOrUpdate(key, 1, static (_, loads) => loads + 1);
        await Task.Yield();
        var book = new Book(Edition(key));
        if (key < 0)
        {
            throw new KeyNotFoundException($"There is no {key}.");
        }

        if (Volatile.Read(ref _gate) is { } gate)
        {
            Interlocked.Increment(ref _waiting);
            await gate.Task.WaitAsync(cancellationToken);
            Interlocked.Decrement(ref _waiting);
        }

        return book;
    }
}
