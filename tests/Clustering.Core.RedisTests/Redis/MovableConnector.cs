using Clustering.Redis.Internal;
using Clustering.Testing;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Redis;

/// <summary>Connects to whichever server the test calls the primary, and tells of failovers when the test says so.</summary>
internal sealed class MovableConnector(RedisSettings settings) : IRedisConnector
{
    private readonly RedisClientOptions _client = new(settings, "test-node", []);
    private volatile int _port = settings.Port;

    public string Target => $"127.0.0.1:{_port}";

    public bool OwnsMultiplexer => true;

    public bool IsConfirmed { get; set; } = true;

    public IFailoverListener Listener { get; private set; } = null!;

    public static Task<(RedisConnection Redis, MovableConnector Connector)> StartAsync(
        RedisServer server, LogCapture? log = null, TimeProvider? time = null) => StartAsync(TestConnection.Settings(server), log, time);

    public static async Task<(RedisConnection Redis, MovableConnector Connector)> StartAsync(
        RedisSettings settings, LogCapture? log = null, TimeProvider? time = null)
    {
        var connector = new MovableConnector(settings);
        var redis = new RedisConnection(
            connector, connector._client, settings, time ?? TimeProvider.System, (log ?? new()).CreateLogger<RedisConnection>(), TestConnection.Metrics);
        await redis.StartAsync(ClusterStartup.Fail, TestContext.Current.CancellationToken);
        return (redis, connector);
    }

    public void MoveTo(int port)
    {
        _port = port;
        Listener.PrimaryMoved();
    }

    public void Watch(IFailoverListener listener) => Listener = listener;

    public bool LeadsToPrimary(IConnectionMultiplexer multiplexer) => EndPoints.ToText(multiplexer.GetEndPoints()[0]) == Target;

    public async Task<IConnectionMultiplexer> ConnectAsync(CancellationToken cancellationToken) =>
        await ConnectionMultiplexer.ConnectAsync(_client.Create(EndPoints.From(new("127.0.0.1", _port)))).WaitAsync(cancellationToken);
}
