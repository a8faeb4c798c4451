using System.Globalization;
using Clustering.Diagnosis.Internal.Probes;
using StackExchange.Redis;

namespace Clustering.Diagnosis.Internal;

// Whether the server is one that this library knows, and how well it serves.
internal sealed partial class ServerExamination
{
    private const int Pings = 5;

    private static readonly Version Oldest = new(6, 2);
    private static readonly TimeSpan MostDifference = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostLatency = TimeSpan.FromMilliseconds(5);

    private async Task<Outcome> VersionAsync(CancellationToken cancellationToken)
    {
        var info = await server.AskAsync(["INFO"], cancellationToken).ConfigureAwait(false);
        if (info.IsError)
        {
            return Outcome.Failed($"It does not say what it is ({Outcome.Quote(info.Text)}).", RefusedWrite.Grant(context.User, context.Cluster, "+info"));
        }

        _facts = ServerFacts.Parse(info);
        if (_facts.Find("garnet_version") is { } garnet)
        {
            return Outcome.Passed($"It is Garnet {garnet}.");
        }

        if (_facts.Find("valkey_version") is { } valkey)
        {
            return Outcome.Passed($"It is Valkey {valkey}.");
        }

        var redis = _facts.Find("redis_version");
        return redis is null ? Outcome.Warning("It does not say what it is.", "This library is tested with Redis, Valkey and Garnet.")
            : Version.TryParse(redis, out var version) && version < Oldest
                ? Outcome.Failed($"It is Redis {redis}.", $"Take {Oldest} or later: the scripts of this library are written for it.")
                : Outcome.Passed($"It is Redis {redis}.");
    }

    private async Task<Outcome> ScriptsAsync(CancellationToken cancellationToken)
    {
        if (_facts.IsRedis)
        {
            return Outcome.Passed("It runs scripts alone, as Redis and Valkey do.");
        }

        if (areScriptsAtomic is null)
        {
            return Outcome.Skipped("It was tried when the connection was made.");
        }

        try
        {
            return await areScriptsAtomic(cancellationToken).ConfigureAwait(false)
                ? Outcome.Passed("It runs scripts alone: it was tried.")
                : Outcome.Failed("Its scripts are not atomic, so sessions and reservations would get lost.", "Garnet needs the option --lua-transaction-mode.");
        }
        catch (RedisServerException exception)
        {
            return Outcome.Failed($"It runs no Lua scripts ({Outcome.Quote(exception.Message)}).", "Garnet needs the options --lua --lua-transaction-mode.");
        }
        catch (Exception exception) when (exception is RedisException or OperationCanceledException)
        {
            // It was tried over connections of its own; this one can still be asked.
            return Outcome.Skipped($"It could not be tried: {Outcome.Quote(exception.Message)}");
        }
    }

    private async Task<Outcome> ClockAsync(CancellationToken cancellationToken)
    {
        var sent = checks.Time.Provider.GetUtcNow();
        var reply = await server.RequireAsync(["TIME"], cancellationToken).ConfigureAwait(false);
        var ours = sent + ((checks.Time.Provider.GetUtcNow() - sent) / 2);
        var theirs = DateTimeOffset.UnixEpoch
            + TimeSpan.FromSeconds(reply.Items.Count == 2 ? reply.Items[0].ToNumber() : throw new RespProtocolException("a time that is none"))
            + TimeSpan.FromMicroseconds(reply.Items[1].ToNumber());
        var difference = theirs - ours;
        return difference.Duration() <= MostDifference
            ? Outcome.Passed("Its clock and ours agree within a second.")
            : Outcome.Warning(
                $"Its clock is {Seconds(difference.Duration())} {(difference > TimeSpan.Zero ? "ahead of" : "behind")} ours.",
                "Nothing here goes wrong by that: nodes compare times of Redis' clock alone. But logs disagree: keep both by NTP.");
    }

    private async Task<Outcome> LatencyAsync(CancellationToken cancellationToken)
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < Pings; i++)
        {
            var sent = checks.Time.Provider.GetTimestamp();
            await server.RequireAsync(["PING"], cancellationToken).ConfigureAwait(false);
            times.Add(checks.Time.Provider.GetElapsedTime(sent));
        }

        times.Sort();
        var median = times[Pings / 2];
        var found = string.Create(CultureInfo.InvariantCulture, $"It answers in {median.TotalMilliseconds:0.0} ms.");
        return median <= MostLatency ? Outcome.Passed(found) : Outcome.Warning(
            found, "Every request that uses its session waits for that once or twice. Bring app and Redis nearer, and see SLOWLOG GET for commands that block it.");
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
