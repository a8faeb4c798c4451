// Keeps what is in the file --File in the cache 'books', and answers each line of its input with what a reader gets. Ends with its input.

using Clustering;
using Clustering.Caches;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.ClearProviders();
var file = builder.Configuration["File"]!;
builder.AddClusteringCore().AddStaticCache("books", (_, cancellationToken) => File.ReadAllTextAsync(file, cancellationToken), StalePolicy.Fail);
using var host = builder.Build();
await host.StartAsync();

var cache = host.Services.GetRequiredService<IStaticCache<string>>();
Console.WriteLine(await cache.GetAsync());
while (Console.ReadLine() is not null)
{
    Console.WriteLine(Read());
}

await host.StopAsync();

string Read()
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
