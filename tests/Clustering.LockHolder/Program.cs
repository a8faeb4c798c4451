// Holds the lock 'a' and answers each line of its input: whether it may rely on the lock, and whether the guard lets it in. Ends with its input.

using Clustering.Locks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.ClearProviders();
builder.AddClusteringCore();
using var host = builder.Build();
await host.StartAsync();

var guard = host.Services.GetRequiredService<IFenceGuard>();
await using (var held = await host.Services.GetRequiredService<IClusterLocks>().AcquireAsync("a"))
{
    held.Lost.Register(() => Console.WriteLine($"lost {held.Loss!.Reason}"));
    Console.WriteLine($"fence {held.Fence}");
    while (Console.ReadLine() is not null)
    {
        // In this order, as code that works would ask.
        Console.WriteLine(held.IsHeld ? "held" : "not held");
        Console.WriteLine(await guard.TryEnterAsync("a", held.Fence) ? "entered" : "refused");
    }
}

await host.StopAsync();
