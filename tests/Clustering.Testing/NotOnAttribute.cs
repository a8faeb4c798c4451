using Xunit.v3;

namespace Clustering.Testing;

/// <summary>
/// Says that a test cannot be on one <see cref="ServerKind"/>, and why. The exception: what our code does must not depend on the kind.
/// </summary>
/// <remarks>It is a trait, by which <c>eng/test.cs</c> leaves the test out: <c>--filter NotOn!=garnet</c>.</remarks>
/// <param name="kind">The kind by its name.</param>
/// <param name="because">What the server lacks.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class NotOnAttribute(string kind, string because) : Attribute, ITraitAttribute
{
    internal const string Trait = "NotOn";

    /// <summary>Gets the kind.</summary>
    public string Kind { get; } = ServerKind.Find(kind).Name;

    /// <summary>Gets what the server lacks.</summary>
    public string Because { get; } = because;

    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [KeyValuePair.Create(Trait, Kind)];
}
