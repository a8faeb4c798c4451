using System.Text;
using Clustering.Configuration.Internal;
using Clustering.Redis.Internal;
using Microsoft.Extensions.Configuration;

namespace Clustering.Core.Tests.Configuration;

/// <summary>Configurations as users have them.</summary>
internal static class Configured
{
    public static IConfigurationRoot Pairs(params (string Key, string? Value)[] pairs) =>
        new ConfigurationBuilder().AddPairs(pairs).Build();

    /// <summary>One provider for each argument, written <c>key=value;key=value</c>. A value may hold anything but a semicolon.</summary>
    public static IConfigurationRoot Layers(params string[] layers)
    {
        var builder = new ConfigurationBuilder();
        foreach (var layer in layers)
        {
            builder.AddPairs(layer.Split(';').Select(pair => pair.Split('=', 2)).Select(pair => (pair[0].Trim(), (string?)pair[1])));
        }

        return builder.Build();
    }

    public static IConfigurationRoot Json(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();

    public static IConfigurationBuilder AddPairs(this IConfigurationBuilder builder, IEnumerable<(string Key, string? Value)> pairs) =>
        builder.AddInMemoryCollection(pairs.Select(pair => KeyValuePair.Create(pair.Key, pair.Value)));

    public static RedisSettingsReading Redis(params string[] layers) => RedisSettingsReader.Read(Layers(layers));

    public static SettingValues Clustering(IConfiguration configuration) =>
        SettingsReader.Read(ConfigurationLayers.Of(configuration), ClusteringSchema.Schema);
}
