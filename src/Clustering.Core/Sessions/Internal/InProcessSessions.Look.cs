namespace Clustering.Sessions.Internal;

// For those who bind something to a session.
internal sealed partial class InProcessSessions
{
    /// <summary>Looks at a session without using it.</summary>
    /// <returns>Its incarnation, its user, and the id it was renewed to; <see langword="null"/> if it has ended.</returns>
    public (string Incarnation, string? User, string? MovedTo)? Look(string id)
    {
        lock (_lock)
        {
            return Find(id, Now()) is { } record ? (record.Incarnation, record.User, record.MovedTo) : null;
        }
    }
}
