using System.Net;
using Clustering.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;

namespace Snippets;

/// <summary>The code of docs/nodes.md and of the package readmes.</summary>
internal static class NodeSnippets
{
    public static void List(WebApplication app)
    {
        app.MapGet("/nodes", async (IClusterNodes nodes, CancellationToken cancellationToken) =>
            (await nodes.ListAsync(cancellationToken)).Select(node => $"{node.Name} {node.Zone} since {node.StartedAt:u}"));
    }

    public static void Probes(WebApplication app)
    {
        app.MapClustering("/cluster");
    }

    public static void Proxy(WebApplicationBuilder builder, WebApplication app)
    {
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            options.KnownProxies.Add(IPAddress.Parse("10.0.0.2"));
        });

        app.UseForwardedHeaders();                                // before everything that looks at scheme or address
    }

    public static void Worker(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);

        builder.AddClusteringCore();              // reads redis.enabled and spring.redis.*
        builder.Services.AddHostedService<Worker>();

        builder.Build().Run();
    }

    public static void OwnConnection(WebApplicationBuilder builder, IConnectionMultiplexer multiplexer)
    {
        builder.AddClustering().UseConnection(multiplexer);
    }
}

/// <summary>Says which nodes there are.</summary>
internal sealed class Worker(IClusterNodes nodes) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1));
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Console.WriteLine(string.Join(", ", nodes.Live.Select(node => node.Name)));
        }
    }
}
