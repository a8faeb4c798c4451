using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Clustering.Sessions.Internal;

/// <summary>The data of ASP.NET Core's own session store.</summary>
/// <remarks>
/// <code>
/// revision (1) = 2 | count (3, big-endian) | session id (16) | count times: key length (2, big-endian), key (UTF-8), value length (4, big-endian), value
/// </code>
/// </remarks>
internal static class StockSessionFormat
{
    private const byte Revision = 2;
    private const int HeadLength = 20;

    /// <summary>Reads the values; <see langword="false"/> if the data is not whole or of another revision.</summary>
    public static bool TryRead(ReadOnlySpan<byte> data, [NotNullWhen(true)] out Dictionary<string, byte[]>? values)
    {
        values = null;
        if (data.Length < HeadLength || data[0] != Revision)
        {
            return false;
        }

        var count = (data[1] << 16) | (data[2] << 8) | data[3];
        var rest = data[HeadLength..];
        var found = new Dictionary<string, byte[]>();
        for (var i = 0; i < count; i++)
        {
            if (!TryTake(ref rest, 2, out var keyLength) || !TryTake(ref rest, BinaryPrimitives.ReadUInt16BigEndian(keyLength), out var key)
                || !TryTake(ref rest, 4, out var valueLength) || BinaryPrimitives.ReadInt32BigEndian(valueLength) < 0
                || !TryTake(ref rest, BinaryPrimitives.ReadInt32BigEndian(valueLength), out var value))
            {
                return false;
            }

            found[Encoding.UTF8.GetString(key)] = value.ToArray();
        }

        values = found;
        return true;
    }

    private static bool TryTake(ref ReadOnlySpan<byte> rest, int length, out ReadOnlySpan<byte> taken)
    {
        if (rest.Length < length)
        {
            taken = default;
            return false;
        }

        taken = rest[..length];
        rest = rest[length..];
        return true;
    }
}
