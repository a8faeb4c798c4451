using System.Text;

namespace Clustering.Operations.Internal;

/// <summary>What may be a name or a key: short, and without what would break a line of an envelope or a route.</summary>
internal static class OperationNames
{
    private const int MostNameBytes = 256;
    private const int MostKeyBytes = 512;
    private const int MostTextBytes = 2_048;

    public static void Check(string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        CheckBytes(name, MostNameBytes, parameter);
    }

    /// <summary>A handler's name stands in keys and in routes.</summary>
    public static void CheckHandler(string name, string parameter)
    {
        Check(name, parameter);
        if (name.AsSpan().ContainsAny(" {}"))
        {
            throw new ArgumentException("It has a space or a brace.", parameter);
        }
    }

    public static void CheckKey(string key, string parameter) => CheckBytes(key, MostKeyBytes, parameter);

    public static void CheckText(string text, string parameter)
    {
        ArgumentNullException.ThrowIfNull(text, parameter);
        if (Encoding.UTF8.GetByteCount(text) is > MostTextBytes and var bytes)
        {
            throw new ArgumentException($"It has {bytes} bytes in UTF-8; at most {MostTextBytes} are allowed.", parameter);
        }
    }

    private static void CheckBytes(string text, int most, string parameter)
    {
        ArgumentNullException.ThrowIfNull(text, parameter);
        if (text.Length > most / 4 && Encoding.UTF8.GetByteCount(text) is var bytes && bytes > most)
        {
            throw new ArgumentException($"It has {bytes} bytes in UTF-8; at most {most} are allowed.", parameter);
        }

        foreach (var character in text)
        {
            if (char.IsControl(character))
            {
                throw new ArgumentException("It has a control character, such as a line break.", parameter);
            }
        }
    }
}
