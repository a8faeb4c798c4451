using System.Globalization;
using Clustering.Caches;
using StackExchange.Redis;

namespace Clustering.Sessions.Internal;

/// <summary>What the session scripts speak.</summary>
internal static class SessionReply
{
    public static RedisValue Milliseconds(TimeSpan time) => (long)Math.Ceiling(time.TotalMilliseconds);

    /// <summary>Makes a snapshot of the fields and values that <c>HGETALL</c> lists in turn.</summary>
    public static SessionSnapshot ReadSnapshot(RedisResult[] fields)
    {
        var entries = new Dictionary<string, SessionEntry>(fields.Length / 2);
        Dictionary<string, long>? deadlines = null;
        List<CacheToken>? tokens = null;
        string? incarnation = null, tag = null, user = null;
        TimeSpan? ownIdle = null;
        for (var i = 0; i < fields.Length; i += 2)
        {
            var field = (byte[])fields[i]!;
            switch (field[0])
            {
                case SessionFields.Value:
                    entries[SessionFields.KeyOf(field)] = new((byte[])fields[i + 1]!);
                    break;
                case SessionFields.Deadline:
                    (deadlines ??= []).Add(SessionFields.KeyOf(field), (long)fields[i + 1]);
                    break;
                case SessionFields.Token:
                    (tokens ??= []).Add(new(SessionFields.KeyOf(field), (long)fields[i + 1]));
                    break;
                case SessionFields.Meta:
                    switch (SessionFields.KeyOf(field))
                    {
                        case "inc": incarnation = (string?)fields[i + 1]; break;
                        case "tag": tag = (string?)fields[i + 1]; break;
                        case "user": user = (string?)fields[i + 1]; break;
                        case "idle":
                            ownIdle = TimeSpan.FromMilliseconds(long.Parse((string)fields[i + 1]!, CultureInfo.InvariantCulture));
                            break;
                    }

                    break;
            }
        }

        foreach (var (key, deadline) in deadlines ?? [])
        {
            if (entries.TryGetValue(key, out var entry))
            {
                entries[key] = entry with { Deadline = deadline };
            }
        }

        return SessionSnapshot.Create(incarnation!, tag!, entries, user, ownIdle, tokens ?? []);
    }
}
