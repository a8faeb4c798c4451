using System.Text;

namespace Clustering.Nodes.Internal;

/// <summary>A message of the node channel on the wire: a byte with the topic's length, the topic in ASCII, the payload.</summary>
internal static class NodeMessage
{
    public static byte[] Write(string topic, ReadOnlyMemory<byte> payload)
    {
        var message = new byte[1 + topic.Length + payload.Length];
        message[0] = checked((byte)topic.Length);
        Encoding.ASCII.GetBytes(topic, message.AsSpan(1));
        payload.Span.CopyTo(message.AsSpan(1 + topic.Length));
        return message;
    }

    public static bool TryRead(ReadOnlyMemory<byte> message, out string topic, out ReadOnlyMemory<byte> payload)
    {
        if (message.IsEmpty || message.Length < 1 + message.Span[0])
        {
            topic = "";
            payload = default;
            return false;
        }

        topic = Encoding.ASCII.GetString(message.Span.Slice(1, message.Span[0]));
        payload = message[(1 + message.Span[0])..];
        return true;
    }
}
