using Clustering.Internal;

namespace Clustering.Caches.Internal;

/// <summary>What may be the name of a region.</summary>
internal static class CacheNames
{
    private const int MostBytes = 256;

    public static void Check(string name, string parameter) => TextBounds.CheckName(name, MostBytes, parameter);
}
