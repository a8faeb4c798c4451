using Clustering.Locks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Clustering.NodeProcess;

/// <summary>Holds the lock <c>a</c> and answers each line of its input: whether it may rely on the lock, and whether the guard lets it in.</summary>
internal static class LockRole
{
    public static async Task<int> RunAsync(HostApplicationBuilder builder)
    {
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
        return 0;
    }
}
