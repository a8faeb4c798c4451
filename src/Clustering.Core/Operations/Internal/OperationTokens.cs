using Clustering.Caches;
using Clustering.Caches.Internal;

namespace Clustering.Operations.Internal;

/// <summary>What whoever enqueues an operation has changed in caches, or was told of: its handler is to read no less. Names of regions have no tab.</summary>
internal static class OperationTokens
{
    /// <summary>Gives those of the request, operation or the like that runs here; '' without any.</summary>
    public static string OfCaller() => CacheTokenScope.Current is { IsEmpty: false } scope ? Write(scope.Tokens) : "";

    public static List<CacheToken> Read(string tokens)
    {
        var result = new List<CacheToken>();
        foreach (var text in tokens.Split('\t'))
        {
            if (CacheToken.TryParse(text, out var token))
            {
                result.Add(token);
            }
        }

        return result;
    }

    /// <summary>Gives the newest of each region, as <c>operation-enqueue.lua</c> does.</summary>
    public static string Merge(string some, string others) => some.Length == 0 ? others : Write(
        from token in Read(some).Concat(Read(others))
        group token by token.Region into region
        select region.MaxBy(static token => token.Version));

    private static string Write(IEnumerable<CacheToken> tokens) =>
        string.Join('\t', tokens.OrderBy(static token => token.Region, StringComparer.Ordinal).Select(static token => token.ToString()));
}
