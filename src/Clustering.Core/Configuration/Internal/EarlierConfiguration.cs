using Microsoft.Extensions.Configuration;

namespace Clustering.Configuration.Internal;

/// <summary>What was added to a configuration before a source, and the environment: where its placeholders look when the file does not know.</summary>
internal sealed class EarlierConfiguration(IConfigurationBuilder builder, IConfigurationSource source)
{
    /// <summary>The value of <paramref name="name"/>, or <see langword="null"/>.</summary>
    public string? Find(string name)
    {
        // As Spring does, REDIS_HOST in the environment also answers to redis.host.
        string[] spellings = [PropertiesConfigurationProvider.KeyOf(name), name, .. SettingPath.Flat(name).Select(flat => flat.ToUpperInvariant())];

        return (builder is IConfigurationRoot root ? FindIn(root, spellings) : FindInSources(spellings))
            ?? spellings.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => value is not null);
    }

    // A ConfigurationManager is builder and configuration in one: what was added before is there to be asked.
    private string? FindIn(IConfigurationRoot root, string[] spellings)
    {
        var before = root.Providers
            .TakeWhile(provider => (provider as PropertiesConfigurationProvider)?.Source != source)
            .Take(builder.Sources.IndexOf(source) is var index and >= 0 ? index : int.MaxValue);
        return before.Reverse().Select(provider => Get(provider, spellings)).FirstOrDefault(value => value is not null);
    }

    // A plain builder has nothing to ask yet; its sources are built for the question, and let go.
    private string? FindInSources(string[] spellings)
    {
        foreach (var before in builder.Sources.TakeWhile(other => other != source).Reverse())
        {
            if (before is ChainedConfigurationSource { Configuration: { } chained })
            {
                if (spellings.Select(spelling => chained[spelling]).FirstOrDefault(value => value is not null) is { } known)
                {
                    return known;
                }

                continue;
            }

            var provider = before.Build(builder);
            try
            {
                provider.Load();
                if (Get(provider, spellings) is { } value)
                {
                    return value;
                }
            }
            finally
            {
                (provider as IDisposable)?.Dispose();
            }
        }

        return null;
    }

    private static string? Get(IConfigurationProvider provider, string[] spellings) =>
        spellings.Select(spelling => provider.TryGet(spelling, out var value) ? value : null).FirstOrDefault(value => value is not null);
}
