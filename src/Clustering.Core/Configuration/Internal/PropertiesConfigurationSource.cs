using Microsoft.Extensions.Configuration;

namespace Clustering.Configuration.Internal;

/// <summary>A <c>.properties</c> file.</summary>
internal sealed class PropertiesConfigurationSource : FileConfigurationSource
{
    public override IConfigurationProvider Build(IConfigurationBuilder builder)
    {
        EnsureDefaults(builder);
        return new PropertiesConfigurationProvider(this, new EarlierConfiguration(builder, this));
    }
}
