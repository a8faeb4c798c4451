using Clustering.Configuration.Internal;

namespace Clustering.Caches.Internal;

/// <summary>The settings of <see cref="CacheOptions"/>.</summary>
internal static class CacheOptionsTable
{
    public const string Section = "Clustering:Caches";

    public static OptionsTable<CacheOptions> Table { get; } = new OptionsTable<CacheOptions>(Section)
        .Add(nameof(CacheOptions.Heartbeat), new DurationType(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
            options => options.Heartbeat, (options, value) => options.Heartbeat = value,
            "How often a node asks whether its caches are up to date, all of them at once.")
        .Add(nameof(CacheOptions.MaxStaleness), new DurationType(TimeSpan.FromMilliseconds(500), TimeSpan.FromHours(1)),
            options => options.MaxStaleness, (options, value) => options.MaxStaleness = value,
            "For how long a cache may be used that was last known to be current. At least three times Heartbeat.")
        .Add(nameof(CacheOptions.WhenStale), new EnumType<StalePolicy>(), options => options.WhenStale, (options, value) => options.WhenStale = value,
            "What a cache does after that time.")
        .Add(nameof(CacheOptions.ReloadSpread), new DurationType(TimeSpan.Zero, TimeSpan.FromMinutes(1)),
            options => options.ReloadSpread, (options, value) => options.ReloadSpread = value,
            "Within what time after an invalidation a node begins to load a whole book again, each node at a moment of its own.")
        .Add(nameof(CacheOptions.OwnChangesWait), new DurationType(TimeSpan.Zero, TimeSpan.FromMinutes(1)),
            options => options.OwnChangesWait, (options, value) => options.OwnChangesWait = value,
            "How long a request waits until this node reads what its visitor has changed on another; 0s does not wait.")
        .Rule(options => options.MaxStaleness >= options.Heartbeat * 3 ? null : new(
            nameof(CacheOptions.MaxStaleness),
            new(
                $"It is less than three times {Section}:Heartbeat ({Durations.Show(options.Heartbeat)}), so two lost heartbeats would end every cache.",
                $"Make it {Durations.Show(options.Heartbeat * 3)} or longer, or Heartbeat shorter.")));
}
