using System.Text;

namespace Clustering.Configuration.Internal;

/// <summary>The text of a <c>.properties</c> file.</summary>
internal static class PropertiesText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Java wrote ISO 8859-1 for twenty years, people write UTF-8. Text in the one with anything but ASCII is hardly ever valid in the other.
    public static string Read(Stream stream)
    {
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        var bytes = buffer.GetBuffer().AsSpan(0, (int)buffer.Length);
        try
        {
            return Strict.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }
}
