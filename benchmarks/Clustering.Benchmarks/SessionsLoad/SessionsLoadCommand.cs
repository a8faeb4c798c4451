using System.Globalization;
using Clustering.Testing;

namespace Clustering.Benchmarks.SessionsLoad;

/// <summary>Sessions under load: ASP.NET Core's own store against ours, over one Redis, in turn.</summary>
internal static class SessionsLoadCommand
{
    public const string Name = "sessions-load";

    public static async Task<int> RunAsync(string[] arguments)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var options = SessionsLoadOptions.Parse(arguments);
        await using var redis = await RedisServer.StartAsync();
        using var stock = await LoadedApp.StartAsync(SessionsApp.Stock, redis);
        using var ours = await LoadedApp.StartAsync(SessionsApp.Ours, redis);

        List<Comparison> comparisons = [];
        SessionsReport.WriteConsoleHead(Console.Out);
        foreach (var scenario in Scenario.All.Where(scenario => scenario.Name.Contains(options.Only ?? "", StringComparison.Ordinal)))
        {
            var comparison = await CompareAsync(scenario, stock, ours, options);
            comparisons.Add(comparison);
            SessionsReport.WriteConsoleRow(Console.Out, comparison);
        }

        if (options.Only is null)
        {
            var path = SessionsReport.Write(comparisons, options, await RedisVersionAsync(redis));
            Console.WriteLine($"\nWritten to {path}");
        }

        return options.Check && comparisons.Any(static comparison => comparison.Passes == false) ? 1 : 0;
    }

    private static async Task<Comparison> CompareAsync(Scenario scenario, LoadedApp stock, LoadedApp ours, SessionsLoadOptions options)
    {
        var requestsOfStock = await stock.PrepareAsync(scenario, options.Connections);
        var requestsOfOurs = await ours.PrepareAsync(scenario, options.Connections);
        await stock.WarmUpAsync(requestsOfStock);
        await ours.WarmUpAsync(requestsOfOurs);

        // In turn, so that whatever else the machine does hits both.
        List<Round> roundsOfStock = [], roundsOfOurs = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            roundsOfStock.Add(await stock.RunAsync(requestsOfStock, TimeSpan.FromSeconds(options.Seconds)));
            roundsOfOurs.Add(await ours.RunAsync(requestsOfOurs, TimeSpan.FromSeconds(options.Seconds)));
        }

        return new(scenario, new(roundsOfStock), new(roundsOfOurs));
    }

    private static async Task<string> RedisVersionAsync(RedisServer redis)
    {
        await using var connection = await redis.ConnectAsync();
        return connection.GetServer(redis.EndPoint).Version.ToString();
    }
}
