using Clustering.Caches;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Clustering.NodeProcess;

/// <summary>Keeps what is in the file <c>File</c> in the cache <c>books</c>, and answers each line of its input with what a reader gets.</summary>
internal static class CacheRole
{
    public static async Task<int> RunAsync(HostApplicationBuilder builder)
    {
        var file = builder.Configuration["File"]!;
        builder.AddClusteringCore().AddStaticCache("books", (_, cancellationToken) => File.ReadAllTextAsync(file, cancellationToken), StalePolicy.Fail);
        using var host = builder.Build();
        await host.StartAsync();

        var cache = host.Services.GetRequiredService<IStaticCache<string>>();
        Console.WriteLine(await cache.GetAsync());
        while (Console.ReadLine() is not null)
        {
            Console.WriteLine(Read(cache));
        }

        await host.StopAsync();
        return 0;
    }

    private static string Read(IStaticCache<string> cache)
    {
        try
        {
            return cache.Current;
        }
        catch (ClusterUnavailableException)
        {
            return "refused";
        }
    }
}
