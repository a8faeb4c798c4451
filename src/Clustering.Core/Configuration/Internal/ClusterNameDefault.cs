using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Clustering.Configuration.Internal;

/// <summary>Names a cluster after its app, when nobody gave it a name.</summary>
internal sealed class ClusterNameDefault(IHostEnvironment? environment = null) : IPostConfigureOptions<ClusterOptions>
{
    public void PostConfigure(string? name, ClusterOptions options)
    {
        if (string.IsNullOrEmpty(options.Name))
        {
            options.Name = environment?.ApplicationName ?? "";
        }
    }
}
