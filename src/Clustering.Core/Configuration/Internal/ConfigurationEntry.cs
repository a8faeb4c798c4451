using Microsoft.Extensions.Configuration;

namespace Clustering.Configuration.Internal;

/// <summary>One key of one provider.</summary>
/// <param name="Key">As the provider has it, elements separated by colons where it knows elements.</param>
/// <param name="Value">What it is set to; <see langword="null"/> where JSON says null.</param>
/// <param name="Written">The key as a person wrote it.</param>
/// <param name="Origin">Where he wrote it.</param>
internal sealed record ConfigurationEntry(string Key, string? Value, string Written, string Origin)
{
    public static ConfigurationEntry From(IConfigurationProvider provider, string key, string? value)
    {
        var (written, origin) = ConfigurationOrigin.Of(provider, key);
        return new(key, value, written, origin);
    }

    // Not the value: it may be a secret.
    public override string ToString() => $"{Written} ({Origin})";
}
