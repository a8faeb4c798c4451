using System.Globalization;
using System.Text;

namespace Clustering.Reservations.Internal;

/// <summary>What nodes tell each other of reservations.</summary>
/// <remarks>
/// <code>
/// any number of:  WHAT \n CATEGORY:ID \n N \n M \n, then N bytes and M bytes
///
/// reserved     the record, nothing           transferred, taken   the new record, the former one
/// released     the former record, nothing    forced               what is left, the former record
/// expired      the former record or nothing  asked                the record, ASKER \n MESSAGE
/// </code>
/// Read by nodes of other versions: a kind that is not known is passed over.
/// </remarks>
internal static class ReservationMessages
{
    public static byte[] WriteAsked(ReservationRecord record, string asker, string message)
    {
        var said = $"{asker}\n{message}";
        return Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"asked\n{record.Resource}\n{Encoding.UTF8.GetByteCount(record.Text)}\n{Encoding.UTF8.GetByteCount(said)}\n{record.Text}{said}"));
    }

    /// <exception cref="InvalidDataException">It is no message of ours.</exception>
    public static IEnumerable<ReservationMessage> Read(ReadOnlyMemory<byte> payload)
    {
        while (!payload.IsEmpty)
        {
            var what = Line(ref payload);
            var resource = ReservationMember.Parse(Line(ref payload));
            var (first, second) = (Number(ref payload), Number(ref payload));
            yield return new(what, resource, Text(ref payload, first), Text(ref payload, second));
        }
    }

    private static string Line(ref ReadOnlyMemory<byte> payload)
    {
        var end = payload.Span.IndexOf((byte)'\n');
        if (end < 0)
        {
            throw new InvalidDataException("A message about reservations ends too early.");
        }

        var line = Encoding.UTF8.GetString(payload.Span[..end]);
        payload = payload[(end + 1)..];
        return line;
    }

    private static int Number(ref ReadOnlyMemory<byte> payload)
    {
        var line = Line(ref payload);
        return int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InvalidDataException($"A message about reservations has '{line}' for a length.");
    }

    private static string Text(ref ReadOnlyMemory<byte> payload, int bytes)
    {
        if (bytes > payload.Length)
        {
            throw new InvalidDataException("A message about reservations ends too early.");
        }

        var text = Encoding.UTF8.GetString(payload.Span[..bytes]);
        payload = payload[bytes..];
        return text;
    }
}
