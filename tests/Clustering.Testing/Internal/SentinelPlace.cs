using System.Security.Cryptography;

namespace Clustering.Testing.Internal;

/// <summary>Who a sentinel is and where: its port for clients and the one for the other sentinels, mostly the same.</summary>
internal sealed record SentinelPlace(string Id, int Port, int PeerPort)
{
    public static string NewId() => RandomNumberGenerator.GetHexString(40, lowercase: true);
}
