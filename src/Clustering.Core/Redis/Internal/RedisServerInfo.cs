namespace Clustering.Redis.Internal;

/// <summary>What a server says of itself.</summary>
/// <param name="RunId">The name of this run of it; '' where it gives none.</param>
/// <param name="IsRedis">Whether it is Redis or Valkey, which run scripts alone, by construction. Anything else has to show it.</param>
internal sealed record RedisServerInfo(string RunId, bool IsRedis)
{
    /// <summary>Reads the reply to <c>INFO server</c>.</summary>
    public static RedisServerInfo Parse(string? info)
    {
        var fields = (info ?? "").Split('\n', StringSplitOptions.TrimEntries)
            .Select(static line => line.Split(':', 2)).Where(static parts => parts.Length == 2)
            .ToDictionary(static parts => parts[0], static parts => parts[1], StringComparer.OrdinalIgnoreCase);
        return Of(fields);
    }

    /// <summary>Picks it out of all that a server says.</summary>
    public static RedisServerInfo Of(IReadOnlyDictionary<string, string> fields) => new(
        fields.GetValueOrDefault("run_id", ""),
        !fields.ContainsKey("garnet_version") && (fields.ContainsKey("redis_version") || fields.ContainsKey("valkey_version")));
}
