using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Clustering.Caches;

namespace Clustering.Operations.Internal;

/// <summary>An operation as it stands in Redis. Scripts read what is before the moment of its creation.</summary>
/// <remarks>
/// <code>
/// PRIORITY FLAG VERSION KEY \n KEEP \n TOKENS \n CREATED \n TYPE \n TRACE \n PAYLOAD
///
/// PRIORITY  a digit, <see cref="OperationPriority"/>
/// FLAG      -  usual     c  replaces one of its key that has not started     x  cancelled, a tombstone (scripts only)
/// VERSION   four digits: the version of the payload
/// KEY       the order key, '' without one
/// KEEP      milliseconds for which the outcome is kept; 0 = not at all
/// TOKENS    what its handler is to read of caches at the least: <see cref="CacheToken"/>s with a tab between two of them; '' = nothing
/// CREATED   Unix milliseconds of the clock of the node that enqueued it, for people
/// TYPE      the name of the type
/// TRACE     traceparent of whoever enqueued it, or ''
/// </code>
/// </remarks>
internal sealed class OperationEnvelope
{
    private const int FixedHead = 6;

    public required int Priority { get; init; }

    public required bool IsLatestOnly { get; init; }

    public required int Version { get; init; }

    public required string Key { get; init; }

    public required long Keep { get; init; }

    public string Tokens { get; init; } = "";

    public required long Created { get; init; }

    public required string Type { get; init; }

    public required string Trace { get; init; }

    public required ReadOnlyMemory<byte> Payload { get; init; }

    public byte[] Write()
    {
        Span<byte> numbers = stackalloc byte[48];
        Utf8Formatter.TryFormat(Keep, numbers, out var keep);
        Utf8Formatter.TryFormat(Created, numbers[keep..], out var created);
        var bytes = new byte[FixedHead + Encoding.UTF8.GetByteCount(Key) + keep + created + Encoding.UTF8.GetByteCount(Type) + Trace.Length + 6 + Payload.Length + Encoding.UTF8.GetByteCount(Tokens)];
        bytes[0] = (byte)('0' + Priority);
        bytes[1] = IsLatestOnly ? (byte)'c' : (byte)'-';
        Version.TryFormat(bytes.AsSpan(2, 4), out _, "0000", CultureInfo.InvariantCulture);
        var at = FixedHead;
        at += Encoding.UTF8.GetBytes(Key, bytes.AsSpan(at));
        bytes[at++] = (byte)'\n';
        numbers[..keep].CopyTo(bytes.AsSpan(at));
        at += keep;
        bytes[at++] = (byte)'\n';
        at += Encoding.UTF8.GetBytes(Tokens, bytes.AsSpan(at));
        bytes[at++] = (byte)'\n';
        numbers.Slice(keep, created).CopyTo(bytes.AsSpan(at));
        at += created;
        bytes[at++] = (byte)'\n';
        at += Encoding.UTF8.GetBytes(Type, bytes.AsSpan(at));
        bytes[at++] = (byte)'\n';
        at += Encoding.ASCII.GetBytes(Trace, bytes.AsSpan(at));
        bytes[at++] = (byte)'\n';
        Payload.Span.CopyTo(bytes.AsSpan(at));
        return bytes;
    }

    /// <param name="bytes">What stands in Redis.</param>
    /// <param name="type">The type that is expected, so that its name need not be made anew for each.</param>
    /// <exception cref="InvalidDataException">It is no envelope.</exception>
    public static OperationEnvelope Read(ReadOnlyMemory<byte> bytes, string type = "")
    {
        var span = bytes.Span;
        var at = FixedHead;
        if (span.Length < FixedHead || !Utf8Parser.TryParse(span.Slice(2, 4), out int version, out var used) || used != 4)
        {
            throw Unreadable();
        }

        var key = Line(span, ref at);
        var keep = Line(span, ref at);
        var tokens = Line(span, ref at);
        var created = Line(span, ref at);
        var name = Line(span, ref at);
        var trace = Line(span, ref at);
        return new()
        {
            Priority = span[0] - '0',
            IsLatestOnly = span[1] == 'c',
            Version = version,
            Key = key.IsEmpty ? "" : Encoding.UTF8.GetString(key),
            Keep = Utf8Parser.TryParse(keep, out long milliseconds, out _) ? milliseconds : throw Unreadable(),
            Tokens = tokens.IsEmpty ? "" : Encoding.UTF8.GetString(tokens),
            Created = Utf8Parser.TryParse(created, out long moment, out _) ? moment : throw Unreadable(),
            Type = name.Length == type.Length && Ascii.Equals(name, type) ? type : Encoding.UTF8.GetString(name),
            Trace = trace.IsEmpty ? "" : Encoding.ASCII.GetString(trace),
            Payload = bytes[at..],
        };
    }

    public OperationEnvelope With(ReadOnlyMemory<byte> payload) => With(payload, Tokens);

    /// <summary>Puts in its tokens what those of another one need, whose place it takes.</summary>
    public OperationEnvelope Heeding(OperationEnvelope former) => With(Payload, OperationTokens.Merge(former.Tokens, Tokens));

    private OperationEnvelope With(ReadOnlyMemory<byte> payload, string tokens) => new()
    {
        Priority = Priority, IsLatestOnly = IsLatestOnly, Version = Version, Key = Key, Keep = Keep, Tokens = tokens, Created = Created, Type = Type, Trace = Trace,
        Payload = payload,
    };

    private static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> span, ref int at)
    {
        var length = span[at..].IndexOf((byte)'\n');
        var line = length < 0 ? throw Unreadable() : span.Slice(at, length);
        at += length + 1;
        return line;
    }

    private static InvalidDataException Unreadable() => new("It is no operation of this cluster: its head cannot be read.");
}
