using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Clustering.Sessions.Internal;

/// <summary>Makes a session's id out of the credential that is in the visitor's cookie.</summary>
/// <remarks>
/// The id stands in Redis keys and in lists, the credential never does: it is 128 random bits, and HMAC-SHA256 (RFC 2104) does not lead
/// back to it. So whoever reads Redis cannot make a cookie from what he finds. <c>Clustering:Sessions:KeySecret</c> adds a secret that is
/// not in Redis; without one the key of the hash is made from the cluster's name, which only keeps clusters apart.
/// </remarks>
internal sealed class SessionIds(string cluster, string? secret)
{
    private const int Bytes = 20;

    private readonly byte[] _key = SHA256.HashData(Encoding.UTF8.GetBytes($"Clustering.Sessions\0{cluster}\0{secret}"));

    public string IdOf(string credential)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(credential), hash);
        return Base64Url.EncodeToString(hash[..Bytes]);
    }

    /// <summary>Makes a credential as ASP.NET Core's own middleware does: 16 random bytes in the form of a GUID.</summary>
    public static string NewCredential()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return new Guid(bytes).ToString();
    }

    /// <summary>Makes the name of an incarnation or of a commit: 16 characters, 96 random bits.</summary>
    public static string NewName()
    {
        Span<byte> bytes = stackalloc byte[12];
        RandomNumberGenerator.Fill(bytes);
        return Base64Url.EncodeToString(bytes);
    }
}
