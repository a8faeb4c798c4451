using Microsoft.Extensions.Configuration;

namespace Clustering.Configuration.Internal;

/// <summary>The keys of a configuration that may be ours, provider by provider; a later layer wins over an earlier one.</summary>
/// <remarks>
/// Not <c>AsEnumerable</c>: it merges the providers, and then nobody can say which of two spellings came later, or from where.
/// </remarks>
internal sealed class ConfigurationLayers
{
    // What our keys begin with, as names are compared. Walking the rest of a large configuration would be in vain.
    private static readonly string[] Roots = ["spring", "redis", "clustering"];

    private readonly List<IReadOnlyList<ConfigurationEntry>> _layers = [];
    private readonly List<ConfigurationProblem> _problems = [];

    private ConfigurationLayers()
    {
    }

    public IReadOnlyList<IReadOnlyList<ConfigurationEntry>> Layers => _layers;

    /// <summary>Gets what is wrong with the sources themselves.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems => _problems;

    public static ConfigurationLayers Of(IConfiguration configuration)
    {
        var layers = new ConfigurationLayers();
        layers.Add(configuration);
        return layers;
    }

    private static bool MayBeOurs(string key)
    {
        var uniform = SettingPath.Uniform(key);
        return Array.Exists(Roots, root => uniform.StartsWith(root, StringComparison.Ordinal));
    }

    private void Add(IConfiguration configuration)
    {
        if (configuration is not IConfigurationRoot root)
        {
            // A section, or something of the user's own: its values are there, merged; who said them is not.
            AddLayer([.. configuration.AsEnumerable(makePathsRelative: true)
                .Where(pair => MayBeOurs(pair.Key))
                .Select(pair => new ConfigurationEntry(pair.Key, pair.Value, pair.Key, "configuration"))]);
            return;
        }

        foreach (var provider in root.Providers)
        {
            if (provider is ChainedConfigurationProvider chained)
            {
                Add(chained.Configuration);
                continue;
            }

            var entries = new List<ConfigurationEntry>();
            foreach (var key in ChildKeys(provider, parent: null).Where(MayBeOurs))
            {
                Walk(provider, key, entries);
            }

            AddLayer(entries);
        }
    }

    private static void Walk(IConfigurationProvider provider, string path, List<ConfigurationEntry> entries)
    {
        if (provider.TryGet(path, out var value))
        {
            entries.Add(ConfigurationEntry.From(provider, path, value));
        }

        foreach (var key in ChildKeys(provider, path))
        {
            Walk(provider, ConfigurationPath.Combine(path, key), entries);
        }
    }

    private static IEnumerable<string> ChildKeys(IConfigurationProvider provider, string? parent) =>
        provider.GetChildKeys([], parent).Distinct(StringComparer.OrdinalIgnoreCase);

    private void AddLayer(IReadOnlyList<ConfigurationEntry> entries)
    {
        _layers.Add(entries);
        foreach (var entry in entries)
        {
            if (SpringApplicationJson.Is(entry) && SpringApplicationJson.Read(entry, _problems) is { } inner)
            {
                _layers.Add(inner);
            }
        }
    }
}
