namespace Clustering.Sessions.Internal;

/// <summary>What a load wants to know.</summary>
/// <param name="Id">The session's id.</param>
/// <param name="Idle">The idle timeout of sessions without one of their own.</param>
/// <param name="Known">A copy from an earlier load, if there is one.</param>
/// <param name="User">The session's user, where it is known.</param>
/// <param name="Credential">What is in the cookie, to find a session of the stock store; <see langword="null"/> = do not look.</param>
internal readonly record struct SessionLoadRequest(string Id, TimeSpan Idle, SessionSnapshot? Known, string? User, string? Credential);

internal enum SessionLoadStatus
{
    /// <summary>There is no such session.</summary>
    Missing,

    /// <summary>There is one, and <see cref="SessionLoad.Snapshot"/> is it.</summary>
    Found,

    /// <summary>The id was renewed; <see cref="SessionLoad.Snapshot"/> is how the session was then, to be read only.</summary>
    Frozen,
}

/// <summary>What a load found.</summary>
internal readonly record struct SessionLoad(SessionLoadStatus Status)
{
    public SessionSnapshot? Snapshot { get; init; }

    /// <summary>Gets the server's clock, in Unix milliseconds: what the entries' deadlines are compared to.</summary>
    public long Now { get; init; }

    /// <summary>Gets how long the session lives unless it is used.</summary>
    public TimeSpan Remaining { get; init; }

    /// <summary>Gets a value indicating whether its life was extended.</summary>
    public bool Touched { get; init; }

    /// <summary>Gets the id that a renewed session has now.</summary>
    public string? MovedTo { get; init; }

    /// <summary>Gets the stock store's data, where that has the session and we do not.</summary>
    public byte[]? StockData { get; init; }
}

/// <summary>What a touch found.</summary>
/// <param name="Exists">Whether there is such a session.</param>
/// <param name="Remaining">How long it lives unless it is used.</param>
/// <param name="User">Its user, if it has one.</param>
internal readonly record struct SessionTouch(bool Exists, TimeSpan Remaining, string? User)
{
    /// <summary>Gets how long it lives after a use: its own idle timeout or the app's, cut short by its absolute lifetime.</summary>
    public TimeSpan Life { get; init; }

    /// <summary>Gets the id that a renewed session has now.</summary>
    public string? MovedTo { get; init; }

    /// <summary>Gets a value indicating whether its life was extended.</summary>
    public bool Touched { get; init; }
}
