using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Clustering.Core.RedisTests.Diagnosis;

/// <summary>A real server, with one word of what it says replaced by another of the same length.</summary>
internal sealed class MaskedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly byte[] _word;
    private readonly byte[] _mask;
    private readonly Task _serving;

    public MaskedServer(int target, string word, string mask)
    {
        Assert.Equal(word.Length, mask.Length);
        (_target, _word, _mask) = (target, Encoding.ASCII.GetBytes(word), Encoding.ASCII.GetBytes(mask));
        _listener.Start();
        _serving = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _serving;
    }

    private async Task AcceptAsync()
    {
        var relays = new List<Task>();
        var clients = new List<TcpClient>();
        try
        {
            while (true)
            {
                clients.Add(await _listener.AcceptTcpClientAsync());
                var server = new TcpClient();
                clients.Add(server);
                await server.ConnectAsync(IPAddress.Loopback, _target);
                relays.Add(RelayAsync(clients[^2], server, isMasked: false));
                relays.Add(RelayAsync(server, clients[^2], isMasked: true));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            clients.ForEach(client => client.Dispose());
        }

        await Task.WhenAll(relays);
    }

    private async Task RelayAsync(TcpClient from, TcpClient to, bool isMasked)
    {
        // More than INFO has, so that a word is never in two pieces.
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer) is > 0 and var count)
            {
                if (isMasked && buffer.AsSpan(0, count).IndexOf(_word) is >= 0 and var at)
                {
                    _mask.CopyTo(buffer, at);
                }

                await to.GetStream().WriteAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // One end has gone.
        }

        to.Dispose();
    }
}
