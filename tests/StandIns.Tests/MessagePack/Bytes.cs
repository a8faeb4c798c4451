using System.Buffers;
using MessagePack;

namespace StandIns.Tests.MessagePack;

internal delegate void Writing(ref MessagePackWriter writer);

/// <summary>Bytes as a writer makes them and as a network delivers them.</summary>
internal static class Bytes
{
    public static byte[] Of(Writing write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        write(ref writer);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The same bytes in many segments: single bytes, or 700 at a time where there are many.</summary>
    public static ReadOnlySequence<byte> Split(byte[] bytes)
    {
        Segment? first = null;
        Segment? last = null;
        foreach (var part in bytes.Chunk(bytes.Length > 1000 ? 700 : 1))
        {
            last = new Segment(part, last);
            first ??= last;
        }

        return first is null ? default : new(first, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] bytes, Segment? previous)
        {
            Memory = bytes;
            if (previous is not null)
            {
                previous.Next = this;
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
            }
        }
    }
}
