using System.Collections.Frozen;
using System.Text;
using Clustering.Caches;

namespace Clustering.Sessions.Internal;

/// <summary>A session as it was at one moment. Never changed once made, so requests and the local copies share it.</summary>
internal sealed class SessionSnapshot
{
    public required string Incarnation { get; init; }

    public required string Tag { get; init; }

    public required IReadOnlyDictionary<string, SessionEntry> Entries { get; init; }

    public string? User { get; init; }

    public TimeSpan? OwnIdle { get; init; }

    /// <summary>Gets what was changed in caches by requests of the session, of each region the last: whoever goes on with it is to read that.</summary>
    public IReadOnlyList<CacheToken> Tokens { get; private init; } = [];

    /// <summary>Gets about what it takes in memory.</summary>
    public int Bytes { get; private init; }

    /// <summary>Gets what names and values come to in Redis, as the limits count it.</summary>
    public long StoredBytes { get; private init; }

    /// <summary>Gets a value indicating whether any value ends before the session.</summary>
    public bool HasDeadlines { get; private init; }

    public static IReadOnlyDictionary<string, SessionEntry> NoEntries { get; } = FrozenDictionary<string, SessionEntry>.Empty;

    public static SessionSnapshot Create(
        string incarnation, string tag, IReadOnlyDictionary<string, SessionEntry> entries, string? user, TimeSpan? ownIdle, IReadOnlyList<CacheToken> tokens)
    {
        const int PerSession = 300;
        const int PerEntry = 100;
        var bytes = PerSession + (PerEntry * tokens.Count);
        var stored = 0L;
        var hasDeadlines = false;
        foreach (var (key, entry) in entries)
        {
            bytes += PerEntry + 2 * key.Length + entry.Envelope.Length;
            stored += NameBytes(key) + entry.Envelope.Length;
            hasDeadlines |= entry.Deadline != long.MaxValue;
        }

        return new()
        {
            Incarnation = incarnation,
            Tag = tag,
            Entries = entries,
            User = user,
            OwnIdle = ownIdle,
            Tokens = tokens,
            Bytes = bytes,
            StoredBytes = stored,
            HasDeadlines = hasDeadlines,
        };
    }

    /// <summary>Counts the bytes of a value's name in Redis, with the character before it.</summary>
    public static int NameBytes(string key) => 1 + Encoding.UTF8.GetByteCount(key);
}
