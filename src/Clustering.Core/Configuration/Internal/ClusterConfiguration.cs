using Clustering.Redis.Internal;
using Microsoft.Extensions.Configuration;

namespace Clustering.Configuration.Internal;

/// <summary>The app's configuration as it was when it was first asked for: read once, so that all parts of a node see the same.</summary>
/// <param name="configuration">The app's configuration.</param>
/// <param name="folder">Where relative paths in it begin: the content root.</param>
/// <param name="time">By what clock certificates expire.</param>
internal sealed class ClusterConfiguration(IConfiguration configuration, string folder, TimeProvider time)
{
    // Late: providers may be added after the services were, as test hosts do.
    private readonly Lazy<(RedisSettingsReading Redis, SettingValues Clustering)> _read = new(() =>
    {
        var layers = ConfigurationLayers.Of(configuration);
        return (RedisSettingsReader.Read(layers, folder, time), SettingsReader.Read(layers, ClusteringSchema.Schema));
    });

    public RedisSettingsReading Redis => _read.Value.Redis;

    /// <summary>Gets what the section <c>Clustering</c> says.</summary>
    public SettingValues Clustering => _read.Value.Clustering;
}
