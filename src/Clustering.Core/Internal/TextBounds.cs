using System.Text;

namespace Clustering.Internal;

/// <summary>How long a text of a caller's may be, and what may be in it. Each feature has its own bounds, and asks here.</summary>
internal static class TextBounds
{
    /// <summary>Checks what is to stand in a key or in a line: not empty, not too long, and without what would break a line.</summary>
    public static void CheckName(string text, int mostBytes, string parameter, string what = "It")
    {
        ArgumentNullException.ThrowIfNull(text, parameter);
        if (text.Length == 0)
        {
            throw new ArgumentException($"{what} is empty; 1 to {mostBytes} bytes in UTF-8 are allowed.", parameter);
        }

        CheckLine(text, mostBytes, parameter, what);
    }

    /// <summary>Checks what is to stand in a line; it may be empty.</summary>
    public static void CheckLine(string text, int mostBytes, string parameter, string what = "It")
    {
        CheckText(text, mostBytes, parameter, what);
        if (text.Any(char.IsControl))
        {
            throw new ArgumentException($"{what} has a control character, such as a line break.", parameter);
        }
    }

    /// <summary>Checks what may have lines of its own, and be empty.</summary>
    public static void CheckText(string text, int mostBytes, string parameter, string what = "It")
    {
        ArgumentNullException.ThrowIfNull(text, parameter);
        if (text.Length > mostBytes / 3 && Encoding.UTF8.GetByteCount(text) is var bytes && bytes > mostBytes)
        {
            throw new ArgumentException($"{what} has {bytes} bytes in UTF-8; at most {mostBytes} are allowed.", parameter);
        }
    }
}
