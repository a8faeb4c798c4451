using System.Buffers.Binary;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace Clustering.Sessions.Internal;

/// <summary>Encrypts values of sessions with the cluster's Data Protection keys.</summary>
/// <remarks>
/// <code>
/// envelope = 1, protected( length of context (2, big-endian), context = incarnation NUL key (UTF-8), value )
/// </code>
/// The context is inside what is authenticated, so a value opens only in the session and under the key it was made for.
/// </remarks>
internal sealed class SessionProtector(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("Clustering.Sessions.Value.v1");

    public byte[] Protect(string incarnation, string key, ReadOnlySpan<byte> value)
    {
        var context = Encoding.UTF8.GetBytes($"{incarnation}\0{key}");
        var clear = new byte[2 + context.Length + value.Length];
        BinaryPrimitives.WriteUInt16BigEndian(clear, checked((ushort)context.Length));
        context.CopyTo(clear, 2);
        value.CopyTo(clear.AsSpan(2 + context.Length));
        var secret = _protector.Protect(clear);
        return [SessionEnvelope.Protected, .. secret];
    }

    /// <exception cref="InvalidDataException">It was made for another session or key, or its Data Protection key is gone.</exception>
    public byte[] Unprotect(string incarnation, string key, byte[] envelope)
    {
        byte[] clear;
        try
        {
            clear = _protector.Unprotect(envelope[1..]);
        }
        catch (System.Security.Cryptography.CryptographicException exception)
        {
            throw new InvalidDataException(
                $"The session's value '{key}' cannot be decrypted. Do all nodes share their Data Protection keys?", exception);
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(clear);
        return clear.AsSpan(2, length).SequenceEqual(Encoding.UTF8.GetBytes($"{incarnation}\0{key}"))
            ? clear[(2 + length)..]
            : throw new InvalidDataException($"The session's value '{key}' was encrypted for another session or key; somebody has moved it in Redis.");
    }
}
