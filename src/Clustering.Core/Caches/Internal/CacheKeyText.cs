using System.Globalization;

namespace Clustering.Caches.Internal;

/// <summary>How keys are written for other nodes where the app does not say.</summary>
internal static class CacheKeyText
{
    public static string Of<TKey>(TKey key)
        where TKey : notnull =>
        (key is IFormattable formattable ? formattable.ToString(null, CultureInfo.InvariantCulture) : key.ToString())
        ?? throw new ArgumentException("The key has no text.", nameof(key));
}
