namespace Clustering.Sessions.Internal;

/// <summary>Who wants to know what this node makes of sessions, so that sessions need not know them.</summary>
internal sealed class SessionObservers
{
    private volatile ISessionObserver[] _observers = [];

    public void Add(ISessionObserver observer) => _observers = [.. _observers, observer];

    public void Ended(string sessionId)
    {
        foreach (var observer in _observers)
        {
            observer.OnEnded(sessionId);
        }
    }

    public void Renewed(string sessionId, string newId)
    {
        foreach (var observer in _observers)
        {
            observer.OnRenewed(sessionId, newId);
        }
    }
}
