namespace DocumentDesk.Books;

/// <summary>What an administrator changes, seldom, and every page reads: each node has all of it in memory.</summary>
internal abstract record Book
{
    /// <summary>Gets which state of the book this is, 0 before anybody has changed it. Later ones have higher numbers.</summary>
    public long Revision { get; init; }

    /// <summary>Gets who changed it last, by what he is called; <see langword="null"/> if nobody has.</summary>
    public string? ChangedBy { get; init; }

    /// <summary>Gets when.</summary>
    public DateTimeOffset? ChangedAt { get; init; }
}
