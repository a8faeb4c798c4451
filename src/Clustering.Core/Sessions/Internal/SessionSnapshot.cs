using System.Collections.Frozen;

namespace Clustering.Sessions.Internal;

/// <summary>A session as it was at one moment. Never changed once made, so requests and the local copies share it.</summary>
internal sealed class SessionSnapshot
{
    public required string Incarnation { get; init; }

    public required string Tag { get; init; }

    public required IReadOnlyDictionary<string, SessionEntry> Entries { get; init; }

    public string? User { get; init; }

    public TimeSpan? OwnIdle { get; init; }

    /// <summary>Gets about what it takes in memory.</summary>
    public int Bytes { get; private init; }

    public static IReadOnlyDictionary<string, SessionEntry> NoEntries { get; } = FrozenDictionary<string, SessionEntry>.Empty;

    public static SessionSnapshot Create(
        string incarnation, string tag, IReadOnlyDictionary<string, SessionEntry> entries, string? user, TimeSpan? ownIdle)
    {
        const int PerSession = 300;
        const int PerEntry = 100;
        var bytes = PerSession;
        foreach (var (key, entry) in entries)
        {
            bytes += PerEntry + 2 * key.Length + entry.Envelope.Length;
        }

        return new() { Incarnation = incarnation, Tag = tag, Entries = entries, User = user, OwnIdle = ownIdle, Bytes = bytes };
    }
}
