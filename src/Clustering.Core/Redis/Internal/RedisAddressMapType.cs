using System.Diagnostics.CodeAnalysis;
using Clustering.Configuration.Internal;

namespace Clustering.Redis.Internal;

/// <summary>Pairs of addresses: <c>10.0.0.5:6379=redis-1.example.com:16379</c>, several separated by commas.</summary>
internal sealed class RedisAddressMapType() : SettingType<RedisAddressMap>("list of host:port=host:port")
{
    public override string Allowed => "host:port=host:port, several separated by commas: what the sentinels say, and how this process reaches it";

    public override bool IsList => true;

    protected override bool TryParse(
        string text, [NotNullWhen(true)] out RedisAddressMap? value, [NotNullWhen(false)] out SettingComplaint? complaint)
    {
        value = null;
        var pairs = new Dictionary<HostAndPort, HostAndPort>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!TryParsePair(part, out var from, out var to, out complaint))
            {
                return false;
            }

            if (!pairs.TryAdd(from, to) && pairs[from] != to)
            {
                complaint = new($"It has two addresses for {from}: {pairs[from]} and {to}.", "Keep one of them.");
                return false;
            }
        }

        value = new(pairs);
        complaint = null;
        return true;
    }

    private static bool TryParsePair(
        string part,
        [NotNullWhen(true)] out HostAndPort? from,
        [NotNullWhen(true)] out HostAndPort? to,
        [NotNullWhen(false)] out SettingComplaint? complaint)
    {
        (from, to) = (null, null);
        if (part.Split('=', StringSplitOptions.TrimEntries) is not [{ Length: > 0 } left, { Length: > 0 } right])
        {
            complaint = new(part.Length == 0 ? "One of the pairs is empty." : $"'{part}' is no pair of addresses.", "Write 10.0.0.5:6379=redis-1.example.com:16379.");
            return false;
        }

        // Port 0 stands for none: a pair without ports could mean the sentinel as well as the server.
        if (!HostAndPort.TryParse(left, 0, out from, out complaint) || !HostAndPort.TryParse(right, 0, out to, out complaint))
        {
            return false;
        }

        if (from.Port == 0 || to.Port == 0)
        {
            complaint = new($"'{part}' has an address without a port.", "Write both with their port.");
            return false;
        }

        complaint = null;
        return true;
    }
}
