using System.Diagnostics.CodeAnalysis;

namespace Clustering.Configuration.Internal;

/// <summary>Addresses, separated by commas. A repeated one counts once.</summary>
internal sealed class NodeListType(int defaultPort) : SettingType<IReadOnlyList<HostAndPort>>("list of host:port")
{
    public override string Allowed => $"host:port, several separated by commas; the port may be left out and is {defaultPort} then";

    public override bool IsList => true;

    public override bool AreSame(object left, object right) =>
        ((IReadOnlyList<HostAndPort>)left).SequenceEqual((IReadOnlyList<HostAndPort>)right);

    protected override string Show(IReadOnlyList<HostAndPort> value) => string.Join(',', value);

    protected override bool TryParse(
        string text,
        [NotNullWhen(true)] out IReadOnlyList<HostAndPort>? value,
        [NotNullWhen(false)] out SettingComplaint? complaint)
    {
        value = null;
        complaint = null;

        var nodes = new List<HostAndPort>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (part.Length == 0)
            {
                complaint = new("One of the addresses is empty.", "Take the extra comma away.");
                return false;
            }

            if (!HostAndPort.TryParse(part, defaultPort, out var node, out complaint))
            {
                return false;
            }

            if (seen.Add(node.ToString()))
            {
                nodes.Add(node);
            }
        }

        value = nodes;
        return true;
    }
}
