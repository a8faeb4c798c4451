using System.Globalization;
using Clustering.Testing.Runs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clustering.NodeProcess;

/// <summary>Runs operations until SIGTERM, or until whoever started it lets go of it.</summary>
internal static class OperationsRole
{
    public static async Task<int> RunAsync(HostApplicationBuilder builder)
    {
        using var log = new RunLog(builder.Configuration["RunLog"]!);
        builder.Services.AddSingleton(log);
        builder.Services.AddSingleton<ILoggerProvider, LeaseLossLog>();
        builder.AddClusteringCore().AddOperationHandler<LoggedWork, LoggedHandler>("logged", options =>
        {
            options.OrderKey = static work => work.Key;
            options.Concurrency = builder.Configuration.GetValue("Concurrency", options.Concurrency);
        });
        using var host = builder.Build();
        await host.StartAsync();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"runs {Environment.ProcessId}"));

        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        var input = new Thread(() =>
        {
            Console.In.ReadToEnd();
            lifetime.StopApplication();
        });
        input.IsBackground = true;
        input.Start();
        await host.WaitForShutdownAsync();
        log.Write(new() { Event = RunEvent.Stopped });
        return 0;
    }
}
