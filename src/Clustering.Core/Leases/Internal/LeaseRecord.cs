using System.Globalization;

namespace Clustering.Leases.Internal;

/// <summary>What a lease's key holds: text, one string for each lease, so that a person can read it with GET. Scripts build the same.</summary>
/// <remarks>
/// <code>
/// held   +OWNER \n FENCE \n NODE \n SINCE \n DETAIL   PX = the lease;  SINCE in server milliseconds
/// freed  -OWNER \n HOW [ \n ... ]                     PX = ten seconds
///
/// HOW    released                let go
///        forced \n BY \n REASON  ended by an administrator
///        anything else           a feature's own, such as transferred
/// </code>
/// <para>A record that was freed stays for a moment, so that a release or a renewal that is repeated after a lost reply gets the same answer,
/// and whoever was forced out learns by whom. OWNER, BY, NODE and HOW have no line break; DETAIL and REASON, which are last, may have some.</para>
/// </remarks>
internal sealed record LeaseRecord
{
    private const string ForcedHow = "forced";

    public required string Owner { get; init; }

    public required bool IsHeld { get; init; }

    /// <summary>Gets the number that grows with every lease of the cluster; 0 where it was freed.</summary>
    public long Fence { get; init; }

    /// <summary>Gets the id of the node that holds it; '' where it was freed.</summary>
    public string Node { get; init; } = "";

    /// <summary>Gets when it was given, in milliseconds of the server's clock; 0 where it was freed.</summary>
    public long Since { get; init; }

    /// <summary>Gets what the feature keeps there; '' where it was freed.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Gets how it was freed; '' while it is held.</summary>
    public string How { get; init; } = "";

    /// <summary>Gets who forced it; <see langword="null"/> where nobody did.</summary>
    public string? By { get; init; }

    /// <summary>Gets why; <see langword="null"/> where it was not forced.</summary>
    public string? Why { get; init; }

    /// <exception cref="InvalidDataException">It is no record of ours.</exception>
    public static LeaseRecord Parse(string text)
    {
        if (text.StartsWith('+') && text[1..].Split('\n', 5) is [var owner, var fence, var node, var since, var detail]
            && long.TryParse(fence, NumberStyles.None, CultureInfo.InvariantCulture, out var fenceNumber)
            && long.TryParse(since, NumberStyles.None, CultureInfo.InvariantCulture, out var sinceNumber))
        {
            return new() { IsHeld = true, Owner = owner, Fence = fenceNumber, Node = node, Since = sinceNumber, Detail = detail };
        }

        if (text.StartsWith('-') && text[1..].Split('\n', 4) is [var former, var how, .. var rest])
        {
            return new()
            {
                IsHeld = false,
                Owner = former,
                How = how,
                By = how == ForcedHow ? rest.ElementAtOrDefault(0) : null,
                Why = how == ForcedHow ? rest.ElementAtOrDefault(1) : null,
            };
        }

        throw new InvalidDataException("It is no lease record: neither '+' with owner, fence, node, since and detail, nor '-' with owner and how it ended.");
    }

    /// <summary>Writes it as scripts do. What was freed for another reason than force is left to them.</summary>
    public override string ToString() => IsHeld
        ? string.Create(CultureInfo.InvariantCulture, $"+{Owner}\n{Fence}\n{Node}\n{Since}\n{Detail}")
        : By is null ? $"-{Owner}\n{How}" : $"-{Owner}\n{How}\n{By}\n{Why}";
}
