using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Clustering.Configuration.Internal;

/// <summary>Where something listens. An IPv6 address is kept without its brackets.</summary>
internal sealed record HostAndPort(string Host, int Port)
{
    public override string ToString() =>
        (Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host) + ":" + Port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads <c>host</c>, <c>host:port</c>, <c>[v6]</c> or <c>[v6]:port</c>.</summary>
    public static bool TryParse(
        string text,
        int defaultPort,
        [NotNullWhen(true)] out HostAndPort? address,
        [NotNullWhen(false)] out SettingComplaint? complaint)
    {
        address = null;
        complaint = null;
        if (text.Contains("://", StringComparison.Ordinal))
        {
            complaint = new($"'{text}' begins with a scheme.", $"Write host:port alone: {text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..]}.");
            return false;
        }

        if (!TrySplit(text, out var host, out var portText))
        {
            complaint = new(
                $"'{text}' is neither a host nor an address with a port.",
                text.Contains('[', StringComparison.Ordinal)
                    ? "Write an IPv6 address as [::1] or [::1]:6379."
                    : $"Write host:port, and an IPv6 address in brackets: [{text}].");
            return false;
        }

        if (!IsHost(host))
        {
            complaint = new(host.Length == 0 ? $"'{text}' has no host." : $"'{host}' is not a host name or an address.");
            return false;
        }

        var port = defaultPort;
        if (portText is not null && !TryReadPort(portText, out port))
        {
            complaint = new($"'{text}' has the port '{portText}'.", "Write a port from 1 to 65535.");
            return false;
        }

        address = new HostAndPort(host, port);
        return true;
    }

    /// <summary>Whether it can be the name or the address of a machine; an IPv6 address without brackets.</summary>
    public static bool IsHost(string host) => Uri.CheckHostName(host) != UriHostNameType.Unknown;

    public static bool TryReadPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= 65535;

    private static bool TrySplit(string text, out string host, out string? port)
    {
        (host, port) = (text, null);
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']', StringComparison.Ordinal);
            if (end < 0)
            {
                return false;
            }

            host = text[1..end];
            var rest = text[(end + 1)..];
            port = rest.Length == 0 ? null : rest[1..];
            return (rest.Length == 0 || rest[0] == ':') && Uri.CheckHostName(host) == UriHostNameType.IPv6;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return true;
        }

        if (text.IndexOf(':', colon + 1) >= 0)
        {
            return false;
        }

        (host, port) = (text[..colon], text[(colon + 1)..]);
        return true;
    }
}
