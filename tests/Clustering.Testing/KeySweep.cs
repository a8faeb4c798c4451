using System.Collections.Concurrent;
using StackExchange.Redis;
using Xunit;

namespace Clustering.Testing;

/// <summary>Looks for what a cluster left in Redis.</summary>
/// <remarks>
/// Every server of the tests is looked at before it ends. What it keeps for ever is noted with the name of the test, and the run fails
/// for it when the assembly's <see cref="SharedRedis"/> is disposed: a test that fails earlier is not hidden by it.
/// </remarks>
public static class KeySweep
{
    private static readonly ConcurrentQueue<string> Notes = [];
    private static readonly ConcurrentDictionary<string, bool> Meant = new(StringComparer.Ordinal);

    /// <summary>Says that a key is meant to stay for ever, such as that of an app without this library.</summary>
    /// <param name="key">The key.</param>
    public static void MayStay(string key) => Meant[key] = true;

    /// <summary>Lists a cluster's keys that no time to live will ever remove.</summary>
    /// <param name="connection">A connection to the server.</param>
    /// <param name="clusterName">The cluster: every key that contains the name is its own.</param>
    /// <returns>The keys, in order.</returns>
    public static async Task<IReadOnlyList<string>> WithoutTtlAsync(IConnectionMultiplexer connection, string clusterName)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return await WithoutTtlAsync(connection.GetDatabase(), await AllAsync(connection, clusterName));
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

    /// <summary>Lists the keys of a server that no time to live will ever remove, but for those of which docs/keys.md says so.</summary>
    internal static async Task<IReadOnlyCollection<string>> FindAsync(IConnectionMultiplexer connection)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var server in connection.GetServers().Where(s => s.IsConnected && !s.IsReplica))
        {
            var databases = server.ServerType == ServerType.Cluster ? 1 : Math.Max(1, server.DatabaseCount);
            for (var number = 0; number < databases; number++)
            {
                var keys = new List<string>();
                await foreach (var key in server.KeysAsync(number, pageSize: 1000))
                {
                    keys.Add(key.ToString());
                }

                found.UnionWith((await WithoutTtlAsync(connection.GetDatabase(number), keys)).Where(key => !IsToStay(key)));
            }
        }

        return found;
    }

    /// <summary>Notes those keys of a server that is about to end.</summary>
    internal static async Task NoteAsync(string endPoint, IConnectionMultiplexer connection)
    {
        var found = await FindAsync(connection);
        if (found.Count > 0)
        {
            var test = TestContext.Current;
            Notes.Enqueue($"{test.Test?.TestDisplayName ?? test.TestClass?.TestClassName ?? "The assembly"}, Redis at {endPoint}: {string.Join(", ", found)}");
        }
    }

    /// <summary>Fails if anything has been noted.</summary>
    internal static void ThrowIfNoted()
    {
        if (!Notes.IsEmpty)
        {
            throw new InvalidOperationException($"Keys without a time to live were left behind:\n{string.Join('\n', Notes)}");
        }
    }

    private static async Task<IReadOnlyList<string>> WithoutTtlAsync(IDatabase database, IReadOnlyList<string> keys)
    {
        var lifetimes = await Task.WhenAll(keys.Select(key => database.ExecuteAsync("PTTL", (RedisKey)key)));

        // -1 is "no expiry"; -2 is "gone since the scan", which is as good as a time to live.
        return [.. keys.Zip(lifetimes).Where(pair => (long)pair.Second == -1).Select(pair => pair.First)];
    }

    // The key ring, the entries of IDistributedCache without an expiration, and the queues of operations, which wait for their handlers.
    private static bool IsToStay(string key) =>
        Meant.ContainsKey(key) || key.EndsWith("}:data-protection", StringComparison.Ordinal) || key.Contains("}:cache:", StringComparison.Ordinal)
        || key.EndsWith("}:operation-routes", StringComparison.Ordinal) || key.Contains("}:operations:", StringComparison.Ordinal);

    private static string Escape(string text) =>
        string.Concat(text.Select(c => c is '*' or '?' or '[' or ']' or '\\' ? $"\\{c}" : c.ToString()));
}
