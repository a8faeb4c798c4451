using System.Buffers.Binary;
using System.Text;

namespace Clustering.Operations.Internal;

/// <summary>The results of an operation's steps, one after the other: two bytes with the length of the name, four with that of the result, name, result.</summary>
internal static class OperationSteps
{
    private const int Head = 6;

    public static byte[] Write(string step, ReadOnlyMemory<byte> result)
    {
        var name = Encoding.UTF8.GetByteCount(step);
        var bytes = new byte[Head + name + result.Length];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, checked((ushort)name));
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(2), result.Length);
        Encoding.UTF8.GetBytes(step, bytes.AsSpan(Head));
        result.Span.CopyTo(bytes.AsSpan(Head + name));
        return bytes;
    }

    /// <summary>Finds the first result of a step; <see langword="null"/> if it has none.</summary>
    public static ReadOnlyMemory<byte>? Find(ReadOnlyMemory<byte> steps, string step)
    {
        var wanted = Encoding.UTF8.GetBytes(step);
        while (steps.Length >= Head)
        {
            var name = BinaryPrimitives.ReadUInt16BigEndian(steps.Span);
            var result = BinaryPrimitives.ReadInt32BigEndian(steps.Span[2..]);
            if (steps.Span.Slice(Head, name).SequenceEqual(wanted))
            {
                return steps.Slice(Head + name, result);
            }

            steps = steps[(Head + name + result)..];
        }

        return null;
    }
}
