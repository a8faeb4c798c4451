using System.Diagnostics;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Clustering.Testing.Internal;

/// <summary>One connection through a <see cref="TcpProxy"/>.</summary>
internal sealed class ProxiedConnection(TcpProxy proxy, TcpClient client) : IDisposable
{
    private static readonly TimeSpan BlackholeLook = TimeSpan.FromMilliseconds(5);

    private readonly TcpClient _server = new();
    private readonly CancellationTokenSource _ended = new();
    private int _disposed;

    public async Task RelayAsync()
    {
        try
        {
            // A deaf wire completes the handshake with the client, but the server hears nothing of it.
            await WhileBlackholeAsync();
            await _server.ConnectAsync("127.0.0.1", proxy.TargetPort, _ended.Token);
            client.NoDelay = _server.NoDelay = true;
            await Task.WhenAll(
                PumpAsync(client.GetStream(), _server.GetStream(), toServer: true),
                PumpAsync(_server.GetStream(), client.GetStream(), toServer: false));
        }
        catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException
            or ObjectDisposedException or InvalidOperationException)
        {
            // One side went away, or the wire was cut.
        }
    }

    /// <summary>Resets both sides, from any thread, more than once.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        _ended.Cancel();
        foreach (var side in (TcpClient[])[client, _server])
        {
            side.LingerState = new LingerOption(true, 0);
            side.Dispose();
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, bool toServer)
    {
        // Reading goes on while earlier bytes wait for their time, so that a delay is latency and not less throughput.
        var onTheWire = Channel.CreateBounded<(byte[] Bytes, long SentAt)>(1000);
        var writing = WriteAsync();
        var buffer = new byte[64 * 1024];
        try
        {
            for (int read; (read = await from.ReadAsync(buffer, _ended.Token)) > 0;)
            {
                await onTheWire.Writer.WriteAsync((buffer[..read], Stopwatch.GetTimestamp()), _ended.Token);
            }
        }
        finally
        {
            onTheWire.Writer.TryComplete();
            await writing;
            Dispose();
        }

        async Task WriteAsync()
        {
            await foreach (var (bytes, sentAt) in onTheWire.Reader.ReadAllAsync(_ended.Token))
            {
                var left = proxy.Delay - Stopwatch.GetElapsedTime(sentAt);
                if (left > TimeSpan.Zero)
                {
                    await Task.Delay(left, _ended.Token);
                }

                await WhileBlackholeAsync();
                proxy.Count(bytes.Length, toServer); // First, for whoever has got them may ask at once.
                await to.WriteAsync(bytes, _ended.Token);
            }
        }
    }

    private async Task WhileBlackholeAsync()
    {
        while (proxy.Blackhole)
        {
            await Task.Delay(BlackholeLook, _ended.Token);
        }
    }
}
