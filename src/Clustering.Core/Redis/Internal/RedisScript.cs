using StackExchange.Redis;

namespace Clustering.Redis.Internal;

/// <summary>A Lua script embedded in this assembly, by its file name.</summary>
internal sealed class RedisScript(string name)
{
    public string Name { get; } = name;

    public string Text { get; } = Read(name);

    // The text, never a hash: StackExchange.Redis then sends EVALSHA by itself, loads the script where a server lacks it, and
    // loads it again after a restart, a failover or SCRIPT FLUSH.
    public Task<RedisResult> RunAsync(IDatabaseAsync database, RedisKey[] keys, RedisValue[] values) =>
        database.ScriptEvaluateAsync(Text, keys, values);

    private static string Read(string name)
    {
        var assembly = typeof(RedisScript).Assembly;
        using var stream = assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"'{name}' is not embedded in {assembly.GetName().Name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
