using System.Net;
using Clustering.Configuration.Internal;

namespace Clustering.Redis.Internal;

/// <summary>Endpoints as people write them.</summary>
internal static class EndPoints
{
    public static EndPoint From(HostAndPort address) =>
        IPAddress.TryParse(address.Host, out var ip) ? new IPEndPoint(ip, address.Port) : new DnsEndPoint(address.Host, address.Port);

    /// <summary>The host alone, as a certificate names it.</summary>
    public static string? ToHost(EndPoint endPoint) => endPoint switch
    {
        DnsEndPoint dns => dns.Host,
        IPEndPoint ip => ip.Address.ToString(),
        _ => null,
    };

    public static string ToText(EndPoint endPoint) => endPoint switch
    {
        DnsEndPoint dns => $"{dns.Host}:{dns.Port}",
        IPEndPoint ip => ip.ToString(),
        _ => endPoint.ToString() ?? endPoint.GetType().Name,
    };
}
