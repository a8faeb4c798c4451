using StackExchange.Redis;

namespace Clustering.Redis.Internal;

/// <summary>Finds out whether a server runs scripts alone. Redis and Valkey do; Garnet does only with <c>--lua-transaction-mode</c>.</summary>
internal static class AtomicityTest
{
    // Of sixty runs on a machine with three times the work that it could do, 51 of 20 ms met the interference, and all of 50 ms.
    private const int Runs = 3;
    private const int Milliseconds = 50;

    private static readonly RedisScript Script = new("atomicity.lua");

    /// <summary>Counts in a script on <paramref name="database"/> while <paramref name="other"/>, another connection, interferes.</summary>
    public static async Task<bool> IsAtomicAsync(IDatabaseAsync database, IDatabaseAsync other, CancellationToken cancellationToken)
    {
        RedisKey probe = $"{{clustering-atomicity-{Guid.NewGuid():n}}}";
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var interfering = InterfereAsync(other, probe, ended.Token);
        try
        {
            for (var run = 0; run < Runs; run++)
            {
                if ((int)await Script.RunAsync(database, [probe], [Milliseconds]).WaitAsync(cancellationToken).ConfigureAwait(false) != 0)
                {
                    return false;
                }
            }

            return true;
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await interfering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await database.KeyDeleteAsync(probe).ConfigureAwait(false);
        }
    }

    private static async Task InterfereAsync(IDatabaseAsync database, RedisKey probe, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await database.StringSetAsync(probe, 0, TimeSpan.FromSeconds(10)).ConfigureAwait(false);
        }
    }
}
