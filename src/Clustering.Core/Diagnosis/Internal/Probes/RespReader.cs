using System.Globalization;
using System.Text;

namespace Clustering.Diagnosis.Internal.Probes;

/// <summary>Reads replies, and no more than a server that means well would send.</summary>
internal sealed class RespReader(Stream stream)
{
    private const int LongestLine = 64 * 1024;
    private const int LongestText = 4 * 1024 * 1024;
    private const int MostItems = 100_000;
    private const int Deepest = 8;
    private const int Shown = 60;

    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _at;
    private int _end;

    public Task<RespReply> ReadAsync(CancellationToken cancellationToken) => ReadAsync(0, cancellationToken);

    private async Task<RespReply> ReadAsync(int depth, CancellationToken cancellationToken)
    {
        var kind = (char)await ReadByteAsync(cancellationToken).ConfigureAwait(false);
        if (!"+-:$*".Contains(kind, StringComparison.Ordinal) || depth > Deepest)
        {
            throw new RespProtocolException(Excerpt(kind));
        }

        var line = await ReadLineAsync(cancellationToken).ConfigureAwait(false);
        return kind switch
        {
            '+' => RespReply.Of(RespKind.Status, line),
            '-' => RespReply.Of(RespKind.Error, line),
            ':' => RespReply.Of(RespKind.Number, line),
            '$' => Length(line, LongestText) is { } length
                ? RespReply.Of(RespKind.Text, await ReadTextAsync(length, cancellationToken).ConfigureAwait(false))
                : RespReply.Null,
            _ => Length(line, MostItems) is { } count
                ? await ReadListAsync(count, depth, cancellationToken).ConfigureAwait(false)
                : RespReply.Null,
        };
    }

    private async Task<RespReply> ReadListAsync(int count, int depth, CancellationToken cancellationToken)
    {
        var items = new List<RespReply>();
        for (var i = 0; i < count; i++)
        {
            items.Add(await ReadAsync(depth + 1, cancellationToken).ConfigureAwait(false));
        }

        return RespReply.List(items);
    }

    private async Task<string> ReadTextAsync(int length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length + 2];
        for (var i = 0; i < bytes.Length;)
        {
            await FillAsync(cancellationToken).ConfigureAwait(false);
            var taken = Math.Min(bytes.Length - i, _end - _at);
            _buffer.AsSpan(_at, taken).CopyTo(bytes.AsSpan(i));
            (_at, i) = (_at + taken, i + taken);
        }

        return bytes.AsSpan(length).SequenceEqual("\r\n"u8)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw new RespProtocolException("a text is longer than it says");
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new List<byte>();
        while (await ReadByteAsync(cancellationToken).ConfigureAwait(false) is var value && value != '\n')
        {
            line.Add(value);
            if (line.Count > LongestLine)
            {
                throw new RespProtocolException("a line does not end");
            }
        }

        return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
    }

    private async ValueTask<byte> ReadByteAsync(CancellationToken cancellationToken)
    {
        await FillAsync(cancellationToken).ConfigureAwait(false);
        return _buffer[_at++];
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_at < _end)
        {
            return;
        }

        _at = 0;
        _end = await stream.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false);
        if (_end == 0)
        {
            throw new EndOfStreamException("It closed the connection.");
        }
    }

    private static int? Length(string line, int most) =>
        int.TryParse(line, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var length) && length >= -1 && length <= most
            ? length == -1 ? null : length
            : throw new RespProtocolException($"the length '{Printable(line)}'");

    // What came instead of a reply: enough of it to see who answers. A TLS alert begins with the byte 21.
    private string Excerpt(char first) => first == 21
        ? "it answers in TLS"
        : $"'{Printable(first + Encoding.Latin1.GetString(_buffer, _at, _end - _at).Split('\r', '\n')[0])}'";

    private static string Printable(string text) =>
        string.Concat(text.Take(Shown).Select(static character => character is >= ' ' and <= '~' ? character : '.'));
}
