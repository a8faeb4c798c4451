using System.Globalization;

namespace Clustering.Testing.Internal;

/// <summary>What a sentinel replies to each command, as redis-sentinel 7.0 does.</summary>
internal static class FakeSentinelCommands
{
    private static readonly string[] Subscribing = ["SUBSCRIBE", "PSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "PING", "QUIT"];

    private static readonly RespError WrongPassword = new("WRONGPASS invalid username-password pair or user is disabled.");

    private static readonly RespError NoLogin = new(
        "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> option can be "
        + "used to authenticate the client and select the RESP protocol version at the same time");

    /// <summary>Runs a command: one reply, or one for each channel.</summary>
    public static object?[] Run(FakeSentinelState state, FakeSentinelClient client, string[] words)
    {
        var command = words[0].ToUpperInvariant();
        if (state.Password is not null && !client.IsAuthenticated && command is not ("AUTH" or "HELLO" or "QUIT"))
        {
            return [new RespError("NOAUTH Authentication required.")];
        }

        if (client.HasSubscribed && !Subscribing.Contains(command))
        {
            return [new RespError(
                $"ERR Can't execute '{FullName(words)}': "
                + "only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context")];
        }

        return command switch
        {
            "AUTH" => [Authenticate(state, client, words[1..])],
            "HELLO" => Hello(state, client, words[1..]),
            "CLIENT" => [Client(client, words[1..])],
            "PING" => [Ping(client, words)],
            "INFO" => [Info(state)],
            "ROLE" => [(object[])["sentinel", (object[])[state.MasterName]]],
            "SENTINEL" => [FakeSentinelReplies.Sentinel(state, words[1..])],
            "SUBSCRIBE" or "PSUBSCRIBE" => Subscribe(client, command, words[1..]),
            "UNSUBSCRIBE" or "PUNSUBSCRIBE" => Unsubscribe(client, command, words[1..]),
            _ => [Unknown(words[0], words[1..])],
        };
    }

    private static string FullName(string[] words) =>
        string.Join('|', words.Take(words[0].ToUpperInvariant() is "SENTINEL" or "CLIENT" ? 2 : 1)).ToLowerInvariant();

    private static RespError Unknown(string command, string[] words) =>
        new($"ERR unknown command '{command}', with args beginning with: {string.Concat(words.Select(word => $"'{word}' "))}");

    private static object Authenticate(FakeSentinelState state, FakeSentinelClient client, string[] login)
    {
        if (state.Password is null && login.Length == 1)
        {
            return new RespError(
                "ERR AUTH <password> called without any password configured for the default user. "
                + "Are you sure your configuration is correct?");
        }

        var user = login.Length == 1 ? "default" : login[0];
        if (state.Password is null || login[^1] != state.Password || user != (state.User ?? "default"))
        {
            return WrongPassword;
        }

        client.IsAuthenticated = true;
        return RespStatus.Ok;
    }

    private static object?[] Hello(FakeSentinelState state, FakeSentinelClient client, string[] words)
    {
        if (!state.KnowsHello)
        {
            return [Unknown("HELLO", words)];
        }

        if (words is [not "2", ..])
        {
            return [new RespError("NOPROTO unsupported protocol version")];
        }

        var login = Array.FindIndex(words, word => word.Equals("AUTH", StringComparison.OrdinalIgnoreCase));
        if (login > 0 && Authenticate(state, client, words[(login + 1)..(login + 3)]) is RespError refused)
        {
            return [refused];
        }

        if (state.Password is not null && !client.IsAuthenticated)
        {
            return [NoLogin];
        }

        object[] self = ["server", "redis", "version", "7.0.15", "proto", 2, "id", client.Id, "mode", "sentinel", "modules", (object[])[]];
        return [self];
    }

    private static object? Client(FakeSentinelClient client, string[] words)
    {
        switch (words.FirstOrDefault()?.ToUpperInvariant())
        {
            case "SETNAME":
                client.Name = words[1];
                return RespStatus.Ok;
            case "GETNAME":
                return client.Name.Length == 0 ? null : client.Name;
            case "ID":
                return client.Id;
            default:
                return new RespError($"ERR unknown subcommand '{words.FirstOrDefault()}'. Try CLIENT HELP.");
        }
    }

    private static object Ping(FakeSentinelClient client, string[] words) =>
        client.HasSubscribed ? (object[])["pong", words.ElementAtOrDefault(1) ?? ""]
        : words.Length > 1 ? words[1]
        : new RespStatus("PONG");

    private static string Info(FakeSentinelState state) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        # Server
        redis_version:7.0.15
        redis_mode:sentinel
        os:Linux
        arch_bits:64
        run_id:{state.Id}

        # Sentinel
        sentinel_masters:1
        sentinel_tilt:0
        master0:{Summary(state)}

        """).ReplaceLineEndings("\r\n");

    private static string Summary(FakeSentinelState state) =>
        $"name={state.MasterName},status=ok,address={state.Primary.Host}:{state.Primary.Port},"
        + $"slaves={state.Replicas.Count},sentinels={state.Sentinels.Count + 1}";

    private static object?[] Subscribe(FakeSentinelClient client, string command, string[] names) =>
        [.. names.Select(name => (object[])[command.ToLowerInvariant(), name, client.Subscribe(command[0] == 'P', name)])];

    private static object?[] Unsubscribe(FakeSentinelClient client, string command, string?[] names)
    {
        var isPattern = command[0] == 'P';
        names = names.Length > 0 ? names : client.Subscribed(isPattern);
        names = names.Length > 0 ? names : [null];
        return [.. names.Select(name => (object?[])[command.ToLowerInvariant(), name, client.Unsubscribe(isPattern, name)])];
    }
}
