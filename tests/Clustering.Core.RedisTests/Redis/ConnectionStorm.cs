using Clustering.Testing;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Redis;

/// <summary>Breaks connections, wires and the server's memory of scripts, one after the other at random, while others work.</summary>
internal static class ConnectionStorm
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Rages for a while.</summary>
    /// <param name="server">The server.</param>
    /// <param name="admin">A connection of the test's own, which it spares where it can.</param>
    /// <param name="wire">The way of a node to the server.</param>
    /// <param name="nodes">How many nodes there are.</param>
    /// <param name="isOver">Whether it has been long enough.</param>
    public static async Task RageAsync(RedisServer server, IConnectionMultiplexer admin, Func<int, TcpProxy> wire, int nodes, Func<bool> isOver)
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"The storm's seed is {seed}.");
        var dice = new Random(seed);
        while (!isOver())
        {
            switch (dice.Next(4))
            {
                case 0:
                    await admin.GetDatabase().ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");
                    break;
                case 1:
                    await admin.GetDatabase().ExecuteAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
                    break;
                case 2:
                    var one = wire(dice.Next(nodes));
                    one.Cut();
                    await Task.Delay(dice.Next(200), Cancel); // The pace of the attack, not a condition.
                    one.Restore();
                    break;
                default:
                    await admin.GetServer(server.EndPoint).ScriptFlushAsync();
                    break;
            }

            await Task.Delay(dice.Next(300), Cancel); // As above.
        }
    }
}
