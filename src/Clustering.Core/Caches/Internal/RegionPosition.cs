using System.Globalization;

namespace Clustering.Caches.Internal;

/// <summary>Where a region is in its history. Equal positions mean the same history.</summary>
/// <param name="Version">Grows with each step; the server's microseconds, where these are higher than the last.</param>
/// <param name="Nonce">New with each step.</param>
internal readonly record struct RegionPosition(long Version, string Nonce)
{
    /// <summary>Gets the position of a region that Redis has none of yet. No node ever stands there: it is only where a first step comes from.</summary>
    public static RegionPosition None { get; } = new(0, "");

    /// <exception cref="InvalidDataException">It is none.</exception>
    public static RegionPosition Parse(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && long.TryParse(text.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new(version, text[(space + 1)..])
            : throw new InvalidDataException($"'{text}' is no position of a region.");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Version} {Nonce}");
}
