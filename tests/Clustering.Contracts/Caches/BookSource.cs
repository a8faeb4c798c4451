namespace Clustering.Contracts.Caches;

/// <summary>Where the book comes from, for all nodes of a test: may be slow, and may fail.</summary>
internal sealed class BookSource
{
    private TaskCompletionSource? _gate;
    private int _edition;
    private int _loads;
    private int _waiting;

    public int Edition => Volatile.Read(ref _edition);

    /// <summary>Gets how many loads have begun.</summary>
    public int Loads => Volatile.Read(ref _loads);

    /// <summary>Gets how many have read the book and are held back.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    public volatile Exception? Failure;

    public int Change() => Interlocked.Increment(ref _edition);

    /// <summary>Holds back whoever has read from now on, until <see cref="Open"/>.</summary>
    public void Close() => _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => Interlocked.Exchange(ref _gate, null)?.SetResult();

    public async Task<Book> ReadAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _loads);
        await Task.Yield();
        if (Failure is { } failure)
        {
            throw failure;
        }

        var book = new Book(Edition);
        if (Volatile.Read(ref _gate) is { } gate)
        {
            Interlocked.Increment(ref _waiting);
            await gate.Task.WaitAsync(cancellationToken);
            Interlocked.Decrement(ref _waiting);
        }

        return book;
    }
}
