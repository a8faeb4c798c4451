using System.Globalization;

namespace Clustering.Caches.Internal;

/// <summary>A version and a region on the node channel.</summary>
internal static class CacheLine
{
    public static string Write(CacheToken token) => string.Create(CultureInfo.InvariantCulture, $"{token.Version}\n{token.Region}");

    /// <exception cref="InvalidDataException">It is none.</exception>
    public static (long Version, string Region) Read(string line) =>
        line.Split('\n', 2) is [var version, var region] && long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (number, region)
            : throw new InvalidDataException($"'{line}' is no version of a region.");
}
