namespace Clustering.Sessions.Internal;

internal enum SessionCommitStatus
{
    /// <summary>Everything was applied.</summary>
    Done,

    /// <summary>Everything was applied, and there is no session now.</summary>
    Empty,

    /// <summary>The session has ended since it was read; nothing was applied.</summary>
    Gone,

    /// <summary>The id was renewed since; commit to <see cref="SessionCommit.MovedTo"/>.</summary>
    Moved,

    /// <summary>It would exceed a limit; nothing was applied.</summary>
    TooLarge,

    /// <summary>The counter's value is not a whole number; nothing was applied.</summary>
    NotANumber,

    /// <summary>The counter would leave its range; nothing was applied.</summary>
    OutOfRange,
}

/// <summary>What became of a commit.</summary>
internal readonly record struct SessionCommit(SessionCommitStatus Status)
{
    public TimeSpan Remaining { get; init; }

    /// <summary>Gets a value indicating whether it had been applied before; others may have committed since.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>Gets the tag before the commit; <see langword="null"/> where a session began with it, or the commit is a repeated one.</summary>
    public string? Before { get; init; }

    public string? Tag { get; init; }

    public byte[]? Result { get; init; }

    /// <summary>Gets whose session it is, if that is another user than the delta knew of.</summary>
    public string? OtherUser { get; init; }

    /// <summary>Gets the incarnation that took the delta in, where none was expected because another request began the session first.</summary>
    public string? MergedInto { get; init; }

    public string? MovedTo { get; init; }

    public long Bytes { get; init; }

    public long Keys { get; init; }

    /// <summary>Says whether a delta, of which this became, has ended the session that was read, or made it another user's or nobody's.</summary>
    public bool Ends(SessionDelta delta) =>
        Status is SessionCommitStatus.Done or SessionCommitStatus.Empty
        && delta.Expected is not null
        && (delta.Cleared || (delta.User is not null && delta.ReadUser is { } former && delta.User.Name != former));
}
