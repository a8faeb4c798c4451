using System.Buffers;
using MessagePack;

namespace Clustering.Nodes.Internal;

/// <summary>A node as it is written to Redis.</summary>
/// <remarks>
/// <code>
/// MessagePack array, read by nodes of other versions: new elements only at the end, never another meaning
///   0  name      string
///   1  address   string or nil
///   2  zone      string or nil
///   3  version   string
///   4  started   integer, Unix milliseconds of the node's own clock
///   5  state     integer, <see cref="ClusterNodeState"/>
/// </code>
/// </remarks>
internal static class NodeRecord
{
    private const int Elements = 6;

    public static byte[] Write(ClusterNode node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        writer.WriteArrayHeader(Elements);
        writer.Write(node.Name);
        writer.Write(node.Address);
        writer.Write(node.Zone);
        writer.Write(node.Version);
        writer.Write(node.StartedAt.ToUnixTimeMilliseconds());
        writer.Write((int)node.State);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="InvalidDataException">The record is not one.</exception>
    public static ClusterNode Read(string id, ReadOnlyMemory<byte> record)
    {
        try
        {
            var reader = new MessagePackReader(record);
            var elements = reader.ReadArrayHeader();
            if (elements < Elements)
            {
                throw new InvalidDataException($"The record of node {id} has {elements} elements; {Elements} were expected.");
            }

            return new ClusterNode(
                id,
                reader.ReadString() ?? "",
                reader.ReadString(),
                reader.ReadString(),
                reader.ReadString() ?? "",
                DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64()),
                (ClusterNodeState)reader.ReadInt32());
        }
        catch (Exception exception) when (exception is MessagePackSerializationException or EndOfStreamException or OverflowException or ArgumentOutOfRangeException)
        {
            throw new InvalidDataException($"The record of node {id} cannot be read.", exception);
        }
    }
}
