namespace Clustering.Sessions.Internal;

/// <summary>Wants to know what this node makes of sessions. Others may do so too, and time does: so this is a hint, to be quick.</summary>
internal interface ISessionObserver
{
    /// <summary>A session has ended, or is another user's or nobody's now. Must not block or throw.</summary>
    void OnEnded(string sessionId);

    /// <summary>A session has another id. Must not block or throw.</summary>
    void OnRenewed(string sessionId, string newId);
}
