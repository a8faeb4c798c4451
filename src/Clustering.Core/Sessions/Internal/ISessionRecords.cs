namespace Clustering.Sessions.Internal;

/// <summary>Where sessions are kept. Two implementations, one contract: see <c>SessionRecordsContract</c> in the tests.</summary>
internal interface ISessionRecords
{
    /// <summary>Reads a session in one round trip, and extends its life if that is due.</summary>
    Task<SessionLoad> LoadAsync(SessionLoadRequest request, TimeSpan limit, CancellationToken cancellationToken);

    /// <summary>Extends a session's life if that is due, without reading its values.</summary>
    Task<SessionTouch> TouchAsync(string id, TimeSpan idle, string? user, TimeSpan limit, CancellationToken cancellationToken);

    /// <summary>Applies a delta in one step, or nothing of it.</summary>
    Task<SessionCommit> CommitAsync(string id, SessionDelta delta, TimeSpan limit, CancellationToken cancellationToken);

    /// <summary>Gives a session another id.</summary>
    /// <returns>The id it has now; <see langword="null"/> if it has ended.</returns>
    Task<string?> RenewAsync(string id, string newId, string incarnation, string? user, TimeSpan limit, CancellationToken cancellationToken);
}
