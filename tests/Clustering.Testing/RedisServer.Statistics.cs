using System.Globalization;
using Clustering.Testing.Internal;

namespace Clustering.Testing;

/// <content>What the server counts.</content>
public sealed partial class RedisServer
{
    private const string ReceivedBytes = "total_net_input_bytes";
    private const string SentBytes = "total_net_output_bytes";

    private readonly Dictionary<string, long> _ownCalls = new(StringComparer.Ordinal);

    // What had been counted at the last reset. Not CONFIG RESETSTAT, which not every kind of server has.
    private Dictionary<string, long> _callsBefore = [];
    private (long Received, long Sent) _bytesBefore;

    /// <summary>Reads how often each command ran since the last <see cref="ResetStatsAsync"/>. The reading itself is not counted.</summary>
    /// <remarks>Garnet does not count the commands in scripts.</remarks>
    /// <returns>The calls.</returns>
    public async Task<CommandStats> CommandStatsAsync()
    {
        var calls = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (command, count) in await ReadCallsAsync())
        {
            var others = count - _callsBefore.GetValueOrDefault(command) - _ownCalls.GetValueOrDefault(command);
            if (others > 0)
            {
                calls[command] = others;
            }
        }

        Note("info"); // It counts itself after it has answered, and 'auth' before.
        return new CommandStats(calls);
    }

    /// <summary>Counts from zero again.</summary>
    /// <returns>A task that ends when it is done.</returns>
    public async Task ResetStatsAsync()
    {
        ForgetStats();
        var calls = await ReadCallsAsync();
        ForgetStats();
        _callsBefore = calls;
        Note("info");
        _bytesBefore = await BytesAsync();
    }

    /// <summary>Reads how many bytes it got and sent since it started or the last reset, a kilobyte or two of our own included.</summary>
    /// <remarks>Garnet does not count them: 0.</remarks>
    /// <returns>Bytes received and bytes sent.</returns>
    public async Task<(long Received, long Sent)> BytesAsync()
    {
        var stats = await InfoAsync("stats");
        Note("info");
        return (Number(ReceivedBytes) - _bytesBefore.Received, Number(SentBytes) - _bytesBefore.Sent);

        long Number(string name) => long.Parse(stats[name], CultureInfo.InvariantCulture);
    }

    /// <summary>Reads how long its processors have worked for it since it started, for users and for the system.</summary>
    /// <returns>The time.</returns>
    public async Task<TimeSpan> CpuAsync()
    {
        var cpu = await InfoAsync("cpu");
        Note("info");
        return TimeSpan.FromSeconds(
            double.Parse(cpu["used_cpu_sys"], CultureInfo.InvariantCulture) + double.Parse(cpu["used_cpu_user"], CultureInfo.InvariantCulture));
    }

    /// <summary>Reads how much memory its data takes, with what it needs to find it.</summary>
    /// <returns>Bytes.</returns>
    public async Task<long> MemoryAsync()
    {
        var memory = await InfoAsync("memory");
        Note("info");
        return long.Parse(memory["used_memory"], CultureInfo.InvariantCulture);
    }

    // cmdstat_get:calls=3,usec=11,usec_per_call=3.67,rejected_calls=0,failed_calls=0
    private async Task<Dictionary<string, long>> ReadCallsAsync() => (await InfoAsync("commandstats")).ToDictionary(
        line => line.Key["cmdstat_".Length..],
        line => long.Parse(line.Value["calls=".Length..line.Value.IndexOf(',', StringComparison.Ordinal)], CultureInfo.InvariantCulture),
        StringComparer.Ordinal);

    private async Task<Dictionary<string, string>> InfoAsync(string section)
    {
        if (Access.Password is not null)
        {
            Note("auth");
        }

        var text = await RedisProbe.AskAsync(Port, Access, "INFO", section);
        return text.Split("\r\n").Select(line => line.Split(':', 2)).Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
    }

    private void ForgetStats()
    {
        _ownCalls.Clear();
        _callsBefore = [];
        _bytesBefore = (0, 0);
    }

    private void Note(string command) => _ownCalls[command] = _ownCalls.GetValueOrDefault(command) + 1;
}
