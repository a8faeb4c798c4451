using Clustering.Caches;

namespace DocumentDesk.Books;

/// <summary>Changes a book, and sees to it that every node reads the new one.</summary>
/// <remarks>
/// The change is announced before it is saved: if this process dies in between, another node tells all to load the book again. Whoever has changed it
/// reads it so on whichever node he asks next: his session carries the token along.
/// </remarks>
/// <typeparam name="T">The book.</typeparam>
internal sealed class BookEditor<T>(BookStore<T> store, IStaticCache<T> cache)
    where T : Book, IBook<T>
{
    // Longer than saving takes, also when it waits for the lock.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>Reads where the truth is: a form is made of that, for what is made of an older book is refused.</summary>
    public Task<T> ReadAsync(CancellationToken cancellationToken) => store.ReadAsync(cancellationToken);

    /// <summary>Changes the book. Every node shows it within moments.</summary>
    /// <param name="seen">The revision of which the change was made.</param>
    /// <param name="by">Who changes it.</param>
    /// <param name="change">Makes the new book of the present one.</param>
    /// <param name="cancellationToken">Stops waiting; the book may be changed all the same.</param>
    /// <returns><see langword="false"/> if somebody else has changed it since.</returns>
    public async Task<bool> ChangeAsync(long seen, string by, Func<T, T> change, CancellationToken cancellationToken)
    {
        await using var announced = await cache.BeginChangeAsync(Patience, cancellationToken);
        if (!await store.SaveAsync(seen, by, change, cancellationToken))
        {
            return false;
        }

        await announced.CompleteAsync(cancellationToken);
        return true;
    }

    /// <summary>Changes the book, and waits until no node goes by the former one.</summary>
    /// <returns>Who may still do so; <see langword="null"/> if somebody else has changed the book since, and it is not saved.</returns>
    /// <inheritdoc cref="ChangeAsync"/>
    public async Task<CacheBarrier?> ChangeEverywhereAsync(long seen, string by, Func<T, T> change, CancellationToken cancellationToken)
    {
        await using var announced = await cache.BeginChangeAsync(Patience, cancellationToken);
        return await store.SaveAsync(seen, by, change, cancellationToken) ? await announced.CompleteAndWaitAsync(LongestWait, cancellationToken) : null;
    }
}
