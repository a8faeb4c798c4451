using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Clustering.Caches;

/// <summary>Names one invalidation. Whoever has it can ask any node to have applied that: see <see cref="IStaticCache{T}.EnsureAtLeastAsync"/>.</summary>
/// <remarks>As text it may travel in a header, a message or a query string.</remarks>
/// <param name="Region">What was invalidated.</param>
/// <param name="Version">Which invalidation of it. Later ones have higher numbers.</param>
public readonly record struct CacheToken(string Region, long Version)
{
    /// <summary>Reads what <see cref="ToString"/> has written.</summary>
    /// <param name="text">The text.</param>
    /// <param name="token">The token.</param>
    /// <returns><see langword="false"/> if the text is none.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out CacheToken token)
    {
        var at = text?.IndexOf('@', StringComparison.Ordinal) ?? -1;
        if (at > 0 && at < text!.Length - 1 && long.TryParse(text.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            token = new(text[(at + 1)..], version);
            return true;
        }

        token = default;
        return false;
    }

    /// <summary>Gives the text for <see cref="TryParse"/>.</summary>
    /// <returns>The version, <c>@</c>, the region.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Version}@{Region}");
}
