using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Clustering.Redis.Internal;

/// <summary>What must be true of a server before a generation begins on it, and what is worth a warning.</summary>
internal static class RedisPreflight
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Throws what is in the way of using the server; the message names the remedy.</summary>
    /// <remarks>What does not change while a server runs is asked once: <c>knownRunId</c> names the run that was asked.</remarks>
    public static async Task<RedisServerInfo> CheckAsync(
        IConnectionMultiplexer multiplexer, IDatabase database, RedisClientOptions client, ILogger logger, string? knownRunId, CancellationToken cancellationToken)
    {
        await AskAsync(database.PingAsync(), cancellationToken).ConfigureAwait(false);
        await RequirePrimaryAsync(database, cancellationToken).ConfigureAwait(false);
        var server = await DescribeAsync(database, cancellationToken).ConfigureAwait(false);
        if (server.RunId != knownRunId)
        {
            if (!server.IsRedis)
            {
                await RequireAtomicScriptsAsync(multiplexer, database, client, cancellationToken).ConfigureAwait(false);
            }

            await WarnAsync(database, logger, cancellationToken).ConfigureAwait(false);
        }

        return server;
    }

    private static async Task<RedisServerInfo> DescribeAsync(IDatabase database, CancellationToken cancellationToken)
    {
        try
        {
            return RedisServerInfo.Parse((string?)await AskAsync(database.ExecuteAsync("INFO", "server"), cancellationToken).ConfigureAwait(false));
        }
        catch (RedisServerException)
        {
            return RedisServerInfo.Parse(""); // Not allowed to us. It has to show then what Redis need not.
        }
    }

    private static async Task RequirePrimaryAsync(IDatabase database, CancellationToken cancellationToken)
    {
        var role = await TryAskAsync(database, "ROLE", [], cancellationToken).ConfigureAwait(false);
        if (role is { Length: > 0 } && (string?)role[0] is "slave")
        {
            throw new InvalidOperationException(
                $"It is a replica of {(string?)role[1]}:{(string?)role[2]}. Cluster state lives on the primary: name it in spring.redis.host, " +
                "or let Sentinel find it (spring.redis.sentinel.*).");
        }
    }

    // Redis and Valkey run scripts alone, by construction. Anything else has to show it.
    private static async Task RequireAtomicScriptsAsync(
        IConnectionMultiplexer multiplexer, IDatabase database, RedisClientOptions client, CancellationToken cancellationToken)
    {
        await using var other = await ConnectionMultiplexer
            .ConnectAsync(client.Create(multiplexer.GetEndPoints()[0])).WaitAsync(cancellationToken).ConfigureAwait(false);
        bool atomic;
        try
        {
            atomic = await AtomicityTest.IsAtomicAsync(database, other.GetDatabase(), cancellationToken).ConfigureAwait(false);
        }
        catch (RedisServerException exception)
        {
            throw new InvalidOperationException(
                $"It runs no Lua scripts ({exception.Message}). Garnet needs the options --lua --lua-transaction-mode.", exception);
        }

        if (!atomic)
        {
            throw new InvalidOperationException(
                "Its scripts are not atomic, so sessions and reservations would get lost. Garnet needs the option --lua-transaction-mode.");
        }
    }

    private static async Task WarnAsync(IDatabase database, ILogger logger, CancellationToken cancellationToken)
    {
        // Managed services often refuse CONFIG; then there is nothing to say.
        var policy = await TryAskAsync(database, "CONFIG", ["GET", "maxmemory-policy"], cancellationToken).ConfigureAwait(false);
        if (policy is { Length: 2 } && (string?)policy[1] is { Length: > 0 } name && name != "noeviction")
        {
            logger.EvictionPossible(name);
        }

        var appendOnly = await TryAskAsync(database, "CONFIG", ["GET", "appendonly"], cancellationToken).ConfigureAwait(false);
        var save = await TryAskAsync(database, "CONFIG", ["GET", "save"], cancellationToken).ConfigureAwait(false);
        if (appendOnly is { Length: 2 } && (string?)appendOnly[1] == "no" && save is { Length: 2 } && ((string?)save[1])?.Length == 0)
        {
            logger.NoPersistence();
        }
    }

    private static Task<T> AskAsync<T>(Task<T> reply, CancellationToken cancellationToken) => reply.WaitAsync(Patience, cancellationToken);

    private static async Task<RedisResult[]?> TryAskAsync(
        IDatabase database, string command, object[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            return (RedisResult[]?)await AskAsync(database.ExecuteAsync(command, arguments), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RedisServerException or InvalidCastException)
        {
            return null; // Unknown here, or not allowed to us.
        }
    }
}
