using Clustering.Configuration.Internal;

namespace Clustering.Caches.Internal;

/// <summary>For how long one cache may be used, and what it does then.</summary>
/// <param name="WhenStale">What it does.</param>
/// <param name="MaxStaleness">For how long it may be used that was last known to be current.</param>
internal readonly record struct CacheTerms(StalePolicy WhenStale, TimeSpan MaxStaleness)
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(300), Longest = TimeSpan.FromHours(1);

    /// <summary>Gives the terms of a cache: its own, and where it has none those of the app.</summary>
    public static CacheTerms Of(string name, CacheOptions options, StalePolicy? whenStale, TimeSpan? maxStaleness)
    {
        var terms = new CacheTerms(whenStale ?? options.WhenStale, maxStaleness ?? options.MaxStaleness);
        return terms.MaxStaleness >= options.Heartbeat * 3
            ? terms
            : throw new InvalidOperationException(
                $"The cache '{name}' has a {nameof(MaxStaleness)} of {Durations.Show(terms.MaxStaleness)}. That is less than three times " +
                $"{CacheOptionsTable.Section}:{nameof(CacheOptions.Heartbeat)} ({Durations.Show(options.Heartbeat)}), so two lost heartbeats would end it.");
    }

    public static void Check<T>(StaticCacheOptions<T> options, string parameter)
        where T : class
    {
        Check(options.MaxStaleness, parameter);
        if (options.ReloadSpread is { } spread)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(spread, TimeSpan.Zero, parameter);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(spread, TimeSpan.FromMinutes(1), parameter);
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(options.SharedLoadPatience, TimeSpan.FromMilliseconds(100), parameter);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.SharedLoadPatience, TimeSpan.FromMinutes(10), parameter);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxSharedBytes, 1, parameter);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxSharedBytes, 256 * 1024 * 1024, parameter);
    }

    public static void Check(TimeSpan? maxStaleness, string parameter)
    {
        if (maxStaleness is { } time)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(time, Least, parameter);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(time, Longest, parameter);
        }
    }
}
