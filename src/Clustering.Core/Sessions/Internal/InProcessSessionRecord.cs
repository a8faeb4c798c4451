using Clustering.Caches;

namespace Clustering.Sessions.Internal;

/// <summary>A session in this process' memory: the twin of the Redis hash that <see cref="SessionFields"/> describes.</summary>
internal sealed class InProcessSessionRecord
{
    public required string Incarnation { get; init; }

    public string Tag { get; set; } = "";

    /// <summary>Gets the last commits: their request ids and, of operations, the results.</summary>
    public Queue<(string RequestId, byte[]? Result)> Done { get; private init; } = new();

    public Dictionary<string, SessionEntry> Entries { get; } = [];

    /// <summary>Gets the last invalidation of each region of caches by a request of the session.</summary>
    public Dictionary<string, long> Tokens { get; } = [];

    public string? User { get; set; }

    public string? Device { get; set; }

    /// <summary>Gets or sets when the user signed in, in microseconds.</summary>
    public long SignedIn { get; set; }

    public TimeSpan? OwnIdle { get; set; }

    /// <summary>Gets when it ends however much it is used, in milliseconds.</summary>
    public long Ends { get; init; } = long.MaxValue;

    /// <summary>Gets or sets when it ends unless it is used, in milliseconds.</summary>
    public long Expires { get; set; }

    /// <summary>Gets or sets the id it has now, on the frozen copy that a renewal leaves.</summary>
    public string? MovedTo { get; set; }

    public SessionSnapshot ToSnapshot() =>
        SessionSnapshot.Create(
            Incarnation, Tag, new Dictionary<string, SessionEntry>(Entries), User, OwnIdle, [.. Tokens.Select(static pair => new CacheToken(pair.Key, pair.Value))]);

    public InProcessSessionRecord Freeze(string movedTo, long expires)
    {
        var copy = new InProcessSessionRecord
        {
            Incarnation = Incarnation,
            Tag = Tag,
            Done = new(Done),
            User = User,
            Device = Device,
            SignedIn = SignedIn,
            OwnIdle = OwnIdle,
            Ends = Ends,
            Expires = expires,
            MovedTo = movedTo,
        };
        foreach (var (key, entry) in Entries)
        {
            copy.Entries.Add(key, entry);
        }

        foreach (var (region, version) in Tokens)
        {
            copy.Tokens.Add(region, version);
        }

        return copy;
    }
}
