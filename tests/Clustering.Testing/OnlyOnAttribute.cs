using Xunit.v3;

namespace Clustering.Testing;

/// <summary>
/// Says that a test brings servers of its own, which are the same whatever the <see cref="ServerKind"/>, so that running it on the others
/// would tell nothing new.
/// </summary>
/// <param name="kind">The kind with which it runs, by its name.</param>
/// <param name="because">What it brings.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class OnlyOnAttribute(string kind, string because) : Attribute, ITraitAttribute
{
    /// <summary>Gets the kind.</summary>
    public string Kind { get; } = ServerKind.Find(kind).Name;

    /// <summary>Gets what it brings.</summary>
    public string Because { get; } = because;

    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() =>
        [.. ServerKind.Names.Where(name => name != Kind).Select(name => KeyValuePair.Create(NotOnAttribute.Trait, name))];
}
