using Microsoft.Extensions.Configuration;

namespace Clustering.Configuration.Internal;

/// <summary>Says in a person's words where a key was set.</summary>
internal static class ConfigurationOrigin
{
    public static (string Written, string Origin) Of(IConfigurationProvider provider, string key)
    {
        if (provider is IConfigurationOrigins origins && origins.OriginOf(key) is { } known)
        {
            return known;
        }

        if (provider is FileConfigurationProvider file)
        {
            return (key, file.Source.Path ?? provider.GetType().Name);
        }

        // By name: Core has no use for these packages but to call them what they are.
        return provider.GetType().Name switch
        {
            "EnvironmentVariablesConfigurationProvider" => (key.Replace(":", "__", StringComparison.Ordinal), "environment variable"),
            "CommandLineConfigurationProvider" => (key, "command line"),
            "MemoryConfigurationProvider" => (key, "set in code"),
            _ => (key, provider.ToString() ?? provider.GetType().Name),
        };
    }
}
