using System.Text;

namespace Clustering.Caches.Internal;

/// <summary>What may be the name of a region: short enough for a key, and without what would break a line.</summary>
internal static class CacheNames
{
    private const int MostBytes = 256;

    public static void Check(string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        if (Encoding.UTF8.GetByteCount(name) is > MostBytes and var bytes)
        {
            throw new ArgumentException($"It has {bytes} bytes in UTF-8; at most {MostBytes} are allowed.", parameter);
        }

        if (name.Any(char.IsControl))
        {
            throw new ArgumentException("It has a control character, such as a line break.", parameter);
        }
    }
}
