using System.Globalization;
using Clustering.Configuration.Internal;
using StackExchange.Redis;

namespace Clustering.Redis.Internal.Sentinels;

/// <summary>Reads what sentinels reply: maps, written as name, value, name, value.</summary>
internal static class SentinelReplies
{
    public static SentinelAnswer ReadAnswer(RedisResult id, RedisResult primary, RedisResult state)
    {
        var address = (string[]?)primary is { Length: 2 } parts
            ? Address(parts[0], parts[1])
            : throw new InvalidDataException("It knows no primary of that name.");
        var fields = Map(state);
        return new(
            (string)id!,
            address,
            Number(fields, "config-epoch"),
            (int)Number(fields, "num-other-sentinels"),
            (int)Number(fields, "quorum"),
            fields.GetValueOrDefault("flags", ""),
            fields.GetValueOrDefault("failover-state", ""));
    }

    public static SentinelDetails ReadDetails(RedisResult sentinels, RedisResult replicas) => new(
        [.. ((RedisResult[])sentinels!).Select(Map).Select(Address)],
        [.. ((RedisResult[])replicas!).Select(Map).Select(static replica => new SentinelReplica(Address(replica), Trouble(replica)))]);

    private static string? Trouble(Dictionary<string, string> replica)
    {
        var flags = replica.GetValueOrDefault("flags", "").Split(',');
        return flags.FirstOrDefault(static flag => flag is "s_down" or "o_down" or "disconnected") switch
        {
            "disconnected" => "the sentinels cannot reach it",
            not null => "it is down",
            null => replica.GetValueOrDefault("master-link-status", "ok") == "ok" ? null : "it is not connected to the primary",
        };
    }

    private static Dictionary<string, string> Map(RedisResult reply)
    {
        var words = (string[])reply!;
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < words.Length; i += 2)
        {
            map[words[i]] = words[i + 1];
        }

        return map;
    }

    private static HostAndPort Address(Dictionary<string, string> fields) => Address(fields.GetValueOrDefault("ip", ""), fields.GetValueOrDefault("port", ""));

    private static HostAndPort Address(string host, string port) =>
        host.Length > 0 && HostAndPort.TryReadPort(port, out var number)
            ? new(host, number)
            : throw new InvalidDataException($"It names '{host}:{port}', which is no address.");

    private static long Number(Dictionary<string, string> fields, string name) =>
        long.TryParse(fields.GetValueOrDefault(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
