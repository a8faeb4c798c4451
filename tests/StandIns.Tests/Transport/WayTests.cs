using System.Net;
using System.Net.Sockets;
using System.Text;
using Clustering.Testing;
using StackExchange.Redis;
using StackExchange.Redis.Configuration;

namespace StandIns.Tests.Transport;

/// <summary>Other ways to a server than a plain TCP connection.</summary>
public sealed class WayTests
{
    [Fact]
    public async Task UnixSocket_AsEndPoint_Serves()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.sock");
        await using var server = await RedisServer.StartAsync("--unixsocket", path);

        await AssertServesAsync(new ConfigurationOptions { EndPoints = { new UnixDomainSocketEndPoint(path) } });
    }

    [Fact]
    public async Task HttpProxy_AsTunnel_Serves()
    {
        await using var server = await RedisServer.StartAsync();
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        var serving = ServeTunnelsAsync(proxy, server);
        var options = server.Options();
        options.Tunnel = Tunnel.HttpProxy(proxy.LocalEndpoint);

        await AssertServesAsync(options);

        proxy.Stop();
        Assert.All(await serving, head => Assert.StartsWith($"CONNECT {server.EndPoint}", head, StringComparison.Ordinal));
    }

    [Fact]
    [Obsolete("LoggingTunnel is experimental.")]
    public async Task LoggingTunnel_AroundAConnection_ServesAndLogs()
    {
        await using var server = await RedisServer.StartAsync();
        var folder = Directory.CreateTempSubdirectory("standins-log-");
        try
        {
            var options = server.Options();
            LoggingTunnel.LogToDirectory(options, folder.FullName);

            await AssertServesAsync(options);

            Assert.NotEmpty(folder.GetFiles());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    [Obsolete("LoggingTunnel is experimental.")]
    public async Task LoggingTunnel_ReplayingALog_PairsRequestsWithReplies()
    {
        var replies = new List<string>();
        using var sent = new MemoryStream("*1\r\n$4\r\nPING\r\n*2\r\n$3\r\nGET\r\n$1\r\nk\r\n"u8.ToArray());
        using var received = new MemoryStream("+PONG\r\n$1\r\nv\r\n"u8.ToArray());

        await LoggingTunnel.ReplayAsync(sent, received, (_, reply) => replies.Add(reply.ToString()!));

        Assert.Equal(["PONG", "v"], replies);
    }

    private static async Task AssertServesAsync(ConfigurationOptions options)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(options);
        await redis.GetDatabase().StringSetAsync("k", "v", TimeSpan.FromMinutes(1));
        Assert.Equal("v", await redis.GetDatabase().StringGetAsync("k"));
    }

    /// <summary>A proxy as small as can be. Returns the heads of the requests once it is stopped.</summary>
    private static async Task<List<string>> ServeTunnelsAsync(TcpListener proxy, RedisServer server)
    {
        var heads = new List<string>();
        while (true)
        {
            TcpClient client;
            try
            {
                client = await proxy.AcceptTcpClientAsync();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return heads;
            }

            var near = client.GetStream();
            heads.Add(await ReadHeadAsync(near));
            var target = new TcpClient();
            await target.ConnectAsync(IPAddress.Loopback, server.Port);
            var far = target.GetStream();
            await near.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray());
            _ = near.CopyToAsync(far);
            _ = far.CopyToAsync(near);
        }
    }

    private static async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one) == 1)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
