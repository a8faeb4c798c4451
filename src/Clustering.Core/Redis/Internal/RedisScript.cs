using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using StackExchange.Redis;

namespace Clustering.Redis.Internal;

/// <summary>A Lua script embedded in this assembly, by its file name.</summary>
internal sealed class RedisScript
{
    private readonly byte[] _hash;

    [SuppressMessage("Security", "CA5350", Justification = "It is how Redis names scripts; nothing is protected by it.")]
    public RedisScript(string name)
    {
        Name = name;
        Text = Read(name);
        _hash = SHA1.HashData(Encoding.UTF8.GetBytes(Text));
    }

    public string Name { get; }

    public string Text { get; }

    // By its hash. With the text, StackExchange.Redis would hash all of it for each call, inside its write lock, to find out whether the
    // server has it. A server that lacks it (new, restarted, failed over, SCRIPT FLUSH) says so and has run nothing; it then gets the text.
    public async Task<RedisResult> RunAsync(IDatabaseAsync database, RedisKey[] keys, RedisValue[] values)
    {
        try
        {
            return await database.ScriptEvaluateAsync(_hash, keys, values).ConfigureAwait(false);
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            return await database.ScriptEvaluateAsync(Text, keys, values).ConfigureAwait(false);
        }
    }

    private static string Read(string name)
    {
        var assembly = typeof(RedisScript).Assembly;
        using var stream = assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"'{name}' is not embedded in {assembly.GetName().Name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
