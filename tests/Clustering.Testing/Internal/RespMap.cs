namespace Clustering.Testing.Internal;

/// <summary>Reads what RESP2 has no type for: a map, written as name, value, name, value.</summary>
internal static class RespMap
{
    /// <summary>Reads a map; an error or nothing at all is an empty one.</summary>
    public static Dictionary<string, string> Read(object? reply)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in (reply as object?[] ?? []).Chunk(2))
        {
            map[(string)pair[0]!] = (string)pair[1]!;
        }

        return map;
    }
}
