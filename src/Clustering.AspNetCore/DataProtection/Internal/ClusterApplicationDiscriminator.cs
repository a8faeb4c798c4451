using Microsoft.AspNetCore.DataProtection.Infrastructure;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Clustering.DataProtection.Internal;

/// <summary>Names the app to Data Protection after the cluster: by default that is the path of its files, which may differ from node to node.</summary>
/// <remarks>An app that keeps its keys elsewhere keeps its name too, for its visitors' cookies depend on both. <c>SetApplicationName</c> wins over either.</remarks>
internal sealed class ClusterApplicationDiscriminator(
    IOptions<ClusterOptions> cluster, IOptions<KeyManagementOptions> keys, IHostEnvironment environment) : IApplicationDiscriminator
{
    public string Discriminator => keys.Value.XmlRepository is ClusterXmlRepository ? cluster.Value.Name : environment.ContentRootPath;
}
