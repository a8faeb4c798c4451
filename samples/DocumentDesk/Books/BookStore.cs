using System.Text.Json;
using Clustering.Locks;
using Microsoft.Extensions.Caching.Distributed;

namespace DocumentDesk.Books;

/// <summary>Where the truth of a book is, for all nodes. A real desk has a database.</summary>
/// <remarks>
/// <para>
/// Two administrators must not overwrite each other. In a database that is a condition of the same statement:
/// <c>UPDATE books SET json = @json, revision = revision + 1 WHERE name = @name AND revision = @seen</c>. A distributed cache has no condition, so whoever
/// saves holds a lock, and compares.
/// </para>
/// <para>
/// What that leaves open: a process that is paused after the last question, for longer than its lease and until somebody else has saved, still
/// overwrites him. With the one statement it could not.
/// </para>
/// </remarks>
/// <typeparam name="T">The book.</typeparam>
internal sealed class BookStore<T>(IDistributedCache cache, IClusterLocks locks, IFenceGuard guard)
    where T : Book, IBook<T>
{
    private static readonly string Key = $"book/{T.Name}";

    // To save takes milliseconds; so this is for a node that died while it did.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // A book must not go away by itself.
    private static readonly DistributedCacheEntryOptions ForGood = new();

    public async Task<T> ReadAsync(CancellationToken cancellationToken) =>
        await cache.GetAsync(Key, cancellationToken) is { } json ? JsonSerializer.Deserialize<T>(json)! : T.Initial;

    /// <summary>Saves a change of the book, unless it has changed since it was read.</summary>
    /// <param name="seen">The revision that was read.</param>
    /// <param name="by">Who changes it.</param>
    /// <param name="change">Makes the new book of the present one.</param>
    /// <param name="cancellationToken">Stops waiting; it may be saved all the same.</param>
    /// <returns>Whether it is saved.</returns>
    public async Task<bool> SaveAsync(long seen, string by, Func<T, T> change, CancellationToken cancellationToken)
    {
        await using var held = await locks.AcquireAsync(Key, Patience, cancellationToken);
        var present = await ReadAsync(cancellationToken);
        if (present.Revision != seen || !await guard.TryEnterAsync(Key, held.Fence, cancellationToken))
        {
            return false;
        }

        var changed = change(present) with { Revision = held.Fence, ChangedBy = by, ChangedAt = TimeProvider.System.GetUtcNow() };
        await cache.SetAsync(Key, JsonSerializer.SerializeToUtf8Bytes(changed), ForGood, cancellationToken);
        return true;
    }
}
