using System.Diagnostics;
using System.Globalization;
using Clustering.Benchmarks.Load;
using Clustering.Testing;

namespace Clustering.Benchmarks.SessionsLoad;

/// <summary>One of the two apps, with its visitors.</summary>
internal sealed class LoadedApp : IDisposable
{
    private const int Visitors = 64;
    private const int MostWarmUps = 10;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5);

    private readonly AppProcess _app;
    private readonly RedisServer _redis;
    private readonly HttpClient _client;

    private readonly string _kind;

    private LoadedApp(string kind, AppProcess app, RedisServer redis)
    {
        _kind = kind;
        _app = app;
        _redis = redis;
        _client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new($"http://127.0.0.1:{app.Port}") };
    }

    public static async Task<LoadedApp> StartAsync(string kind, RedisServer redis) =>
        new(kind, await AppProcess.StartAsync(SessionsApp.Name, kind, redis.EndPoint), redis);

    /// <summary>Lets visitors come who have what the scenario says in their sessions.</summary>
    /// <returns>The requests of each connection. No two connections share a visitor.</returns>
    public async Task<IReadOnlyList<byte[][]>> PrepareAsync(Scenario scenario, int connections)
    {
        var requests = new List<byte[]>[connections];
        for (var visitor = 0; visitor < Math.Max(Visitors, connections); visitor++)
        {
            var cookie = scenario.SessionBytes == 0 ? null : await FillAsync(scenario.SessionBytes);
            (requests[visitor % connections] ??= []).Add(LoadConnection.Get(scenario.Path, cookie));
        }

        return [.. requests.Select(static own => own.ToArray())];
    }

    /// <summary>Loads the app until the compiler has nothing more to make faster; before that, it would be measured too.</summary>
    public async Task WarmUpAsync(IReadOnlyList<byte[][]> requests)
    {
        const int Settled = 3; // Methods compiled in a round; a few always are.
        var compiled = await NumberAsync("/compiled");
        for (var round = 0; round < MostWarmUps; round++)
        {
            LoadGenerator.Run(_app.Port, requests, WarmUp);
            var now = await NumberAsync("/compiled");
            if (round > 0 && now - compiled <= Settled)
            {
                return;
            }

            compiled = now;
        }
    }

    public async Task<Round> RunAsync(IReadOnlyList<byte[][]> requests, TimeSpan time)
    {
        var allocated = await NumberAsync("/allocated");
        await _redis.ResetStatsAsync();
        using var redis = Process.GetProcessById(_redis.ProcessId);
        var (processor, redisProcessor) = (_app.ProcessorTime, redis.TotalProcessorTime);
        var (answered, elapsed) = LoadGenerator.Run(_app.Port, requests, time);
        processor = _app.ProcessorTime - processor;
        redis.Refresh();
        redisProcessor = redis.TotalProcessorTime - redisProcessor;
        var (received, sent) = await _redis.BytesAsync();
        var commands = await _redis.CommandStatsAsync();
        allocated = await NumberAsync("/allocated") - allocated;
        return new(answered, elapsed, processor, redisProcessor, allocated, Calls(commands), received + sent);
    }

    public void Dispose()
    {
        _client.Dispose();
        _app.Dispose();
    }

    // Redis counts what scripts do among the commands, and our store sends nothing but scripts. The few that our node sends while the
    // stock app is loaded do not show.
    private long Calls(CommandStats commands) => _kind == SessionsApp.Ours ? commands["evalsha"] + commands["eval"] : commands.Total;

    private async Task<string> FillAsync(int bytes)
    {
        using var response = await _client.GetAsync(new Uri($"/fill/{bytes}", UriKind.Relative));
        response.EnsureSuccessStatusCode();
        return response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private async Task<long> NumberAsync(string path) =>
        long.Parse(await _client.GetStringAsync(new Uri(path, UriKind.Relative)), CultureInfo.InvariantCulture);
}
