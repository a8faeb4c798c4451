using System.Buffers;
using System.Globalization;
using System.Text;

namespace Clustering.Caches.Internal;

/// <summary>One step of a region, as it is published, logged and answered.</summary>
/// <remarks>
/// <code>
/// any number of:  REGION \n POSITION BEFORE \n POSITION AFTER \n N \n, then N bytes: keys, each BYTES \n and so many bytes; none = all is invalid
/// </code>
/// </remarks>
/// <param name="Region">The region's name.</param>
/// <param name="Before">Where it was.</param>
/// <param name="After">Where it is.</param>
/// <param name="Keys">What is invalid; <see langword="null"/> is all.</param>
internal sealed record RegionChange(string Region, RegionPosition Before, RegionPosition After, IReadOnlyList<string>? Keys)
{
    public const string Topic = "cache";

    /// <summary>The keys as a step carries them.</summary>
    public static byte[] WriteKeys(IReadOnlyCollection<string>? keys)
    {
        var buffer = new ArrayBufferWriter<byte>();
        foreach (var key in keys ?? [])
        {
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(key)}\n{key}"), buffer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="InvalidDataException">They are no steps.</exception>
    public static IEnumerable<RegionChange> Read(ReadOnlyMemory<byte> payload)
    {
        while (!payload.IsEmpty)
        {
            var region = Line(ref payload);
            var (before, after) = (RegionPosition.Parse(Line(ref payload)), RegionPosition.Parse(Line(ref payload)));
            var keys = Bytes(ref payload);
            yield return new(region, before, after, keys.IsEmpty ? null : ReadKeys(keys));
        }
    }

    private static List<string> ReadKeys(ReadOnlyMemory<byte> payload)
    {
        var keys = new List<string>();
        while (!payload.IsEmpty)
        {
            keys.Add(Encoding.UTF8.GetString(Bytes(ref payload).Span));
        }

        return keys;
    }

    private static ReadOnlyMemory<byte> Bytes(ref ReadOnlyMemory<byte> payload)
    {
        var line = Line(ref payload);
        if (!int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > payload.Length)
        {
            throw new InvalidDataException($"A step of a region has '{line}' for a length, and {payload.Length} bytes are left.");
        }

        var bytes = payload[..length];
        payload = payload[length..];
        return bytes;
    }

    private static string Line(ref ReadOnlyMemory<byte> payload)
    {
        var end = payload.Span.IndexOf((byte)'\n');
        if (end < 0)
        {
            throw new InvalidDataException("A step of a region ends too early.");
        }

        var line = Encoding.UTF8.GetString(payload.Span[..end]);
        payload = payload[(end + 1)..];
        return line;
    }
}
