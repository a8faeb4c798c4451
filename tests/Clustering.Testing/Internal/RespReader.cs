using System.Globalization;
using System.Text;

namespace Clustering.Testing.Internal;

/// <summary>
/// Reads RESP2: a <see cref="string"/>, a <see cref="long"/>, a <see cref="RespError"/>, an array of these, or <see langword="null"/>.
/// </summary>
internal sealed class RespReader(Stream stream)
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _next;
    private int _end;

    /// <exception cref="EndOfStreamException">The other side has closed the connection.</exception>
    public async Task<object?> ReadAsync(CancellationToken cancellationToken)
    {
        var line = await ReadLineAsync(cancellationToken);
        var rest = line[1..];
        switch (line[0])
        {
            case '+':
                return rest;
            case '-':
                return new RespError(rest);
            case ':':
                return long.Parse(rest, CultureInfo.InvariantCulture);
            case '$':
                return rest == "-1" ? null : await ReadTextAsync(Length(rest), cancellationToken);
            case '*' when rest == "-1":
                return null;
            case '*':
                var items = new object?[Length(rest)];
                for (var i = 0; i < items.Length; i++)
                {
                    items[i] = await ReadAsync(cancellationToken);
                }

                return items;
            default:
                throw new InvalidDataException($"'{line}' is not RESP2.");
        }
    }

    private static int Length(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        for (char c; (c = (char)await ReadByteAsync(cancellationToken)) != '\n';)
        {
            line.Append(c);
        }

        return line.Length > 1 && line[^1] == '\r'
            ? line.ToString(0, line.Length - 1)
            : throw new InvalidDataException($"'{line}' is not RESP2.");
    }

    private async Task<string> ReadTextAsync(int length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length + 2];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = await ReadByteAsync(cancellationToken);
        }

        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    private async ValueTask<byte> ReadByteAsync(CancellationToken cancellationToken)
    {
        if (_next == _end)
        {
            _next = 0;
            _end = await stream.ReadAsync(_buffer, cancellationToken);
            if (_end == 0)
            {
                throw new EndOfStreamException("The connection was closed.");
            }
        }

        return _buffer[_next++];
    }
}
