using System.Globalization;
using Clustering.Testing.Internal;

namespace Clustering.Testing;

/// <content>What the server counts.</content>
public sealed partial class RedisServer
{
    private readonly Dictionary<string, long> _ownCalls = new(StringComparer.Ordinal);

    /// <summary>Reads how often each command ran since the last <see cref="ResetStatsAsync"/>. The reading itself is not counted.</summary>
    /// <returns>The calls.</returns>
    public async Task<CommandStats> CommandStatsAsync()
    {
        var calls = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, value) in await InfoAsync("commandstats"))
        {
            // cmdstat_get:calls=3,usec=11,usec_per_call=3.67,rejected_calls=0,failed_calls=0
            var command = name["cmdstat_".Length..];
            var count = long.Parse(value["calls=".Length..value.IndexOf(',', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
            var others = count - _ownCalls.GetValueOrDefault(command);
            if (others > 0)
            {
                calls[command] = others;
            }
        }

        Note("info");
        return new CommandStats(calls);
    }

    /// <summary>Sets all its counters to zero (<c>CONFIG RESETSTAT</c>).</summary>
    /// <returns>A task that ends when it is done.</returns>
    public async Task ResetStatsAsync()
    {
        var reply = await RedisProbe.AskAsync(Port, Password, "CONFIG", "RESETSTAT");
        if (reply != "OK")
        {
            throw new InvalidOperationException($"The Redis of {EndPoint} refused CONFIG RESETSTAT: {reply}");
        }

        _ownCalls.Clear();
        // It counts itself after it has reset, and 'auth' before.
        _ownCalls["config|resetstat"] = 1;
    }

    /// <summary>Reads how many bytes it got and sent since it started or the last reset, a few dozen of our own included.</summary>
    /// <returns>Bytes received and bytes sent.</returns>
    public async Task<(long Received, long Sent)> BytesAsync()
    {
        var stats = await InfoAsync("stats");
        Note("info");
        return (Number("total_net_input_bytes"), Number("total_net_output_bytes"));

        long Number(string name) => long.Parse(stats[name], CultureInfo.InvariantCulture);
    }

    private async Task<Dictionary<string, string>> InfoAsync(string section)
    {
        if (Password is not null)
        {
            Note("auth");
        }

        var text = await RedisProbe.AskAsync(Port, Password, "INFO", section);
        return text.Split("\r\n").Select(line => line.Split(':', 2)).Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
    }

    private void Note(string command) => _ownCalls[command] = _ownCalls.GetValueOrDefault(command) + 1;
}
