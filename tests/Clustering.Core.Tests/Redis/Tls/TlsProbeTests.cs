using System.Net;
using System.Net.Sockets;
using System.Text;
using Clustering.Redis.Internal.Tls;

namespace Clustering.Core.Tests.Redis.Tls;

/// <summary>What is said of servers that do not speak TLS. Those that do are in the tests over Redis.</summary>
public sealed class TlsProbeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("-DENIED Redis is running in protected mode\r\n", "It does not answer by TLS")]
    [InlineData("", "It breaks the greeting of TLS off")]
    public async Task FindObstacle_ServerThatTalksOrCloses_SaysSo(string greeting, string reason)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener, greeting);

        var obstacle = await FindAsync((IPEndPoint)listener.LocalEndpoint, TimeSpan.FromSeconds(20));

        Assert.StartsWith(reason, obstacle, StringComparison.Ordinal);
        await answering;
    }

    [Fact]
    public async Task FindObstacle_ServerThatIsSilent_SaysSo()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        var obstacle = await FindAsync((IPEndPoint)listener.LocalEndpoint, TimeSpan.FromMilliseconds(100));

        Assert.Equal("It does not answer the greeting of TLS. Perhaps this port is the one without TLS.", obstacle);
    }

    [Fact]
    public async Task FindObstacle_NobodyListens_HasNothingToSay()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var endPoint = (IPEndPoint)listener.LocalEndpoint;
        listener.Stop();

        Assert.Null(await FindAsync(endPoint, TimeSpan.FromSeconds(20)));
    }

    private static Task<string?> FindAsync(IPEndPoint endPoint, TimeSpan limit) =>
        TlsProbe.FindObstacleAsync(endPoint, TlsSettings.Machine, limit, Cancel);

    private static async Task AnswerAsync(TcpListener listener, string greeting)
    {
        using var client = await listener.AcceptTcpClientAsync(Cancel);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(greeting), Cancel);
        _ = await client.GetStream().ReadAsync(new byte[4096], Cancel);
    }
}
