using Clustering.Caches;

namespace Clustering.Sessions.Internal;

/// <summary>What one request changed in a session.</summary>
internal sealed record SessionDelta
{
    /// <summary>Gets the unique name of this commit: repeating it changes nothing.</summary>
    public required string RequestId { get; init; }

    /// <summary>Gets the incarnation that was read; <see langword="null"/> where there was no session.</summary>
    public string? Expected { get; init; }

    /// <summary>Gets the session that was read, where it is whole and as stored then; <see langword="null"/> where there was none.</summary>
    public SessionSnapshot? Read { get; init; }

    /// <summary>Gets the incarnation to begin where there is none.</summary>
    public required string NewIncarnation { get; init; }

    public required TimeSpan Idle { get; init; }

    /// <summary>Gets an idle timeout of the session's own from now on; zero: none any more.</summary>
    public TimeSpan? OwnIdle { get; init; }

    /// <summary>Gets a value indicating whether the session was emptied first, which ends its incarnation.</summary>
    public bool Cleared { get; init; }

    /// <summary>Gets the user that was read.</summary>
    public string? ReadUser { get; init; }

    /// <summary>Gets a change of the user.</summary>
    public SessionUserChange? User { get; init; }

    public IReadOnlyDictionary<string, SessionWrite> Sets { get; init; } = NoWrites;

    public IReadOnlyCollection<string> Removes { get; init; } = [];

    /// <summary>Gets keys found past their deadline, with the deadline that was read.</summary>
    public IReadOnlyCollection<KeyValuePair<string, long>> Expired { get; init; } = [];

    /// <summary>Gets what the request has changed in caches and the session does not know of yet. Does not begin a session.</summary>
    public IReadOnlyCollection<CacheToken> Tokens { get; init; } = [];

    /// <summary>Gets the regions of tokens that are so old that nobody needs them any more. They are dropped where nobody else has changed the session.</summary>
    public IReadOnlyCollection<string> Forgotten { get; init; } = [];

    public SessionOperation? Operation { get; init; }

    /// <summary>Gets what to delete of the stock store: set when a session is taken over from it.</summary>
    public string? StockCredential { get; init; }

    private static readonly IReadOnlyDictionary<string, SessionWrite> NoWrites = new Dictionary<string, SessionWrite>();
}

/// <summary>A value to store.</summary>
/// <param name="Envelope">The packed bytes.</param>
/// <param name="Lifetime">How long it lives; <see langword="null"/> = as long as the session.</param>
internal readonly record struct SessionWrite(byte[] Envelope, TimeSpan? Lifetime);

/// <summary>A sign-in, or with no name a sign-out.</summary>
internal sealed record SessionUserChange(string? Name, string? Device);

/// <summary>Something whose answer depends on the present value.</summary>
internal sealed record SessionOperation(SessionOperationKind Kind, string Key, long By = 0, TimeSpan? Lifetime = null);

internal enum SessionOperationKind
{
    Increment,
    Take,
}
