using Clustering.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Snippets;

/// <summary>The code of docs/configuration.md.</summary>
internal static class ConfigurationSnippets
{
    public static void Sources(WebApplicationBuilder builder, string[] args)
    {
        builder.Configuration.AddPropertiesFile("application.properties", optional: true);
        builder.Configuration.AddEnvironmentVariables();
        builder.Configuration.AddCommandLine(args);
    }

    public static void Options(WebApplicationBuilder builder)
    {
        builder.Services.Configure<ClusterSessionOptions>(options => options.AbsoluteTimeout = TimeSpan.FromHours(8));
    }
}
