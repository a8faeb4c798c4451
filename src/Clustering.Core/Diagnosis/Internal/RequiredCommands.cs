namespace Clustering.Diagnosis.Internal;

/// <summary>Every command that both packages use, and how to try it without doing anything.</summary>
/// <remarks>
/// Rights are looked at before a command does its work, so any answer but a refusal for want of them means yes. The probe is a string:
/// commands of other types refuse it, and do nothing. What other checks ask is not here.
/// </remarks>
internal static class RequiredCommands
{
    private const string Probe = "(probe)";
    private const string Channel = "(channel)";

    // Forty zeros are the name of no script.
    private const string NoScript = "0000000000000000000000000000000000000000";

    private static readonly string[][] Templates =
    [
        // First, so that those that would make a key find one.
        ["SET", Probe, "1", "PX", "10000"],
        ["GET", Probe],
        ["MGET", Probe],
        ["EVAL", "return 1", "1", Probe],
        ["EVALSHA", NoScript, "1", Probe],
        ["SCRIPT", "LOAD", "return 1"],
        ["TIME"],
        ["PING"],
        ["ECHO", "probe"],
        ["HDEL", Probe, "f"],
        ["HEXISTS", Probe, "f"],
        ["HGET", Probe, "f"],
        ["HGETALL", Probe],
        ["HINCRBY", Probe, "f", "1"],
        ["HKEYS", Probe],
        ["HLEN", Probe],
        ["HMGET", Probe, "f"],
        ["HMSET", Probe, "f", "v"],
        ["HSET", Probe, "f", "v"],
        ["HSTRLEN", Probe, "f"],
        ["INCR", Probe],
        ["EXISTS", Probe],
        ["EXPIRE", Probe, "10"],
        ["PEXPIRE", Probe, "10000"],
        ["PTTL", Probe],
        ["RENAME", Probe, Probe],
        ["ZADD", Probe, "1", "m"],
        ["ZCARD", Probe],
        ["ZRANGE", Probe, "0", "-1"],
        ["ZRANGEBYSCORE", Probe, "0", "1"],
        ["ZRANK", Probe, "m"],
        ["ZREM", Probe, "m"],
        ["ZREMRANGEBYRANK", Probe, "0", "1"],
        ["ZREMRANGEBYSCORE", Probe, "0", "1"],
        ["ZSCORE", Probe, "m"],
        ["LLEN", Probe],
        ["LPUSH", Probe, "v"],
        ["LRANGE", Probe, "0", "-1"],
        ["LTRIM", Probe, "0", "-1"],
        ["RPUSH", Probe, "v"],
        ["PUBLISH", Channel, "probe"],
        ["UNLINK", Probe],
        ["DEL", Probe],
    ];

    /// <summary>Gets their names. <c>SUBSCRIBE</c> is tried apart: a connection that has subscribed can try nothing more.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Templates.Select(NameOf), "SUBSCRIBE"];

    /// <summary>Gets what the other checks ask, what a database other than 0 needs, and what makes <c>CLIENT LIST</c> show the node.</summary>
    public static IReadOnlyList<string> Useful { get; } = ["INFO", "ROLE", "SELECT", "CONFIG|GET", "CLIENT|SETNAME"];

    /// <summary>The name by which rights are given.</summary>
    public static string NameOf(string[] command) => command[0] == "SCRIPT" ? $"{command[0]}|{command[1]}" : command[0];

    /// <summary>Makes what tries them all, on a key and a channel that nobody else uses.</summary>
    public static IReadOnlyList<string[]> Trials(string probe, string channel) =>
        [.. Templates.Select(command => command.Select(part => part == Probe ? probe : part == Channel ? channel : part).ToArray())];
}
