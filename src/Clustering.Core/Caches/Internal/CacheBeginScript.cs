using System.Globalization;
using System.Security.Cryptography;
using Clustering.Redis.Internal;

namespace Clustering.Caches.Internal;

/// <summary>The C# face of <c>cache-begin.lua</c>.</summary>
internal sealed class CacheBeginScript(RedisConnection redis, CacheRegionKeys keys)
{
    private static readonly RedisScript Script = new("cache-begin.lua");

    /// <returns>The change, to be ended by a step.</returns>
    public async Task<string> RunAsync(string region, TimeSpan patience, CancellationToken cancellationToken)
    {
        var change = $"{RandomNumberGenerator.GetHexString(20, lowercase: true)}\n{region}";
        var milliseconds = ((long)patience.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        await redis.RunAsync(Script, [keys.Changes], [change, milliseconds], redis.Timeout, cancellationToken).ConfigureAwait(false);
        return change;
    }

    /// <summary>Says which region a change is of.</summary>
    public static string RegionOf(string change) => change[(change.IndexOf('\n', StringComparison.Ordinal) + 1)..];
}
