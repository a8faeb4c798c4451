using System.Net;

namespace Clustering.Redis.Internal;

/// <summary>Endpoints as people write them.</summary>
internal static class EndPoints
{
    public static string ToText(EndPoint endPoint) => endPoint switch
    {
        DnsEndPoint dns => $"{dns.Host}:{dns.Port}",
        IPEndPoint ip => ip.ToString(),
        _ => endPoint.ToString() ?? endPoint.GetType().Name,
    };
}
