using Clustering.Internal;
using Clustering.Redis.Internal;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Clustering.DataProtection.Internal;

/// <summary>Keeps the Data Protection keys in the cluster, unless the app has said where it keeps them.</summary>
internal sealed class ClusterKeyManagement(IServiceProvider services, ClusterBackend backend) : IPostConfigureOptions<KeyManagementOptions>
{
    public void PostConfigure(string? name, KeyManagementOptions options)
    {
        if (backend.IsRedis && options.XmlRepository is null)
        {
            options.XmlRepository = new ClusterXmlRepository(
                services.GetRequiredService<RedisConnection>(), services.GetRequiredService<DataProtectionKeys>().Ring);
        }
    }
}
