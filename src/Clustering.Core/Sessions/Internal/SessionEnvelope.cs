namespace Clustering.Sessions.Internal;

/// <summary>How a value's bytes are packed: its first byte says which way, so that other ways can come and nothing unknown is ever destroyed.</summary>
internal static class SessionEnvelope
{
    /// <summary>The bytes as they are.</summary>
    public const byte Plain = 0;

    /// <summary>Encrypted together with the session's incarnation and the key, so that values cannot be swapped around.</summary>
    public const byte Protected = 1;

    public static byte[] Pack(ReadOnlySpan<byte> value)
    {
        var envelope = new byte[1 + value.Length];
        value.CopyTo(envelope.AsSpan(1));
        return envelope;
    }
}
