using StackExchange.Redis;

namespace Clustering.Testing;

/// <summary>Looks for what a cluster left in Redis.</summary>
public static class KeySweep
{
    /// <summary>Lists a cluster's keys that no time to live will ever remove.</summary>
    /// <param name="connection">A connection to the server.</param>
    /// <param name="clusterName">The cluster: every key that contains the name is its own.</param>
    /// <returns>The keys, in order.</returns>
    public static async Task<IReadOnlyList<string>> WithoutTtlAsync(IConnectionMultiplexer connection, string clusterName)
    {
        var keys = await AllAsync(connection, clusterName);
        var lifetimes = await Task.WhenAll(keys.Select(key => connection.GetDatabase().ExecuteAsync("PTTL", (RedisKey)key)));

        // -1 is "no expiry"; -2 is "gone since the scan", which is as good as a time to live.
        return [.. keys.Zip(lifetimes).Where(pair => (long)pair.Second == -1).Select(pair => pair.First)];
    }

    /// <summary>Lists a cluster's keys.</summary>
    /// <param name="connection">A connection to the server.</param>
    /// <param name="clusterName">The cluster: every key that contains the name is its own.</param>
    /// <returns>The keys, in order.</returns>
    public static async Task<IReadOnlyList<string>> AllAsync(IConnectionMultiplexer connection, string clusterName)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentException.ThrowIfNullOrWhiteSpace(clusterName);

        var keys = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var server in connection.GetServers().Where(s => s.IsConnected && !s.IsReplica))
        {
            await foreach (var key in server.KeysAsync(pattern: $"*{Escape(clusterName)}*", pageSize: 1000))
            {
                keys.Add(key.ToString());
            }
        }

        return [.. keys];
    }

    private static string Escape(string text) =>
        string.Concat(text.Select(c => c is '*' or '?' or '[' or ']' or '\\' ? $"\\{c}" : c.ToString()));
}
