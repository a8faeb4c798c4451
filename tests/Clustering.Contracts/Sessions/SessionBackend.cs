using Clustering.Sessions;
using Clustering.Sessions.Internal;

namespace Clustering.Contracts.Sessions;

/// <summary>Where the sessions of a test are kept, and the time there.</summary>
internal abstract class SessionBackend
{
    /// <summary>The users that tests may sign in, so that a backend knows whose directories there can be.</summary>
    public static readonly IReadOnlyList<string> Users = ["anna", "ben"];

    private readonly List<string> _ids = [];

    public abstract ISessionRecords Records { get; }

    public abstract ISessionDirectory Directory { get; }

    /// <summary>Gets the ids that were made so far.</summary>
    protected IReadOnlyList<string> Ids => _ids;

    /// <summary>Makes the id of a session that there is not yet.</summary>
    public string NewId()
    {
        var id = SessionIds.NewName();
        _ids.Add(id);
        return id;
    }

    /// <summary>Lets time pass for everything that is kept.</summary>
    public abstract Task PassAsync(TimeSpan time);
}
