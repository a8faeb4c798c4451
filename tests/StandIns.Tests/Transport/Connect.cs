using Clustering.Testing;
using StackExchange.Redis;

namespace StandIns.Tests.Transport;

/// <summary>Connections of the tests, for one protocol or the other.</summary>
internal static class Connect
{
    public static TheoryData<RedisProtocol> Protocols => [RedisProtocol.Resp2, RedisProtocol.Resp3];

    public static async Task<ConnectionMultiplexer> SharedAsync(RedisProtocol protocol)
    {
        var options = SharedRedis.Options();
        options.Protocol = protocol;
        options.AsyncTimeout = 30_000;
        options.SyncTimeout = 30_000;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    /// <summary>Options that notice a lost server quickly and fail instead of waiting.</summary>
    public static ConfigurationOptions Impatient(RedisServer server, RedisProtocol protocol)
    {
        var options = server.Options();
        options.Protocol = protocol;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(200);
        options.ReconnectRetryPolicy = new LinearRetry(100);
        return options;
    }
}
