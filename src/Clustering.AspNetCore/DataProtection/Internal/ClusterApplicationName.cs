using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace Clustering.DataProtection.Internal;

/// <summary>Names the app to Data Protection after the cluster: by default it takes the path of its files, which differs from node to node.</summary>
internal sealed class ClusterApplicationName(IOptions<ClusterOptions> cluster) : IConfigureOptions<DataProtectionOptions>
{
    public void Configure(DataProtectionOptions options) => options.ApplicationDiscriminator = cluster.Value.Name;
}
