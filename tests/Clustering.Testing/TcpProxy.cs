using System.Net.Sockets;
using Clustering.Testing.Internal;

namespace Clustering.Testing;

/// <summary>A loopback wire to a server, which the test may cut, slow down or make deaf.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<ProxiedConnection> _connections = [];
    private readonly List<Task> _acceptLoops = [];
    private TcpListener? _listener;
    private long _toServer;
    private long _toClient;

    /// <summary>Lays a wire to a server on this machine.</summary>
    /// <param name="targetPort">The server's loopback port.</param>
    public TcpProxy(int targetPort)
    {
        TargetPort = targetPort;
        Port = FreePort.Next();
        Restore();
    }

    /// <summary>Gets the port to connect to.</summary>
    public int Port { get; }

    /// <summary>Gets the address to connect to.</summary>
    public string EndPoint => $"127.0.0.1:{Port}";

    /// <summary>Gets or sets the server's port. A change holds for new connections.</summary>
    public int TargetPort { get; set; }

    /// <summary>Gets or sets how much longer every byte takes, in each direction. The order is kept; throughput is not limited.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>
    /// Gets or sets whether the wire swallows everything: connections are accepted and stay open, and nothing gets through, as behind
    /// a firewall that drops packets. What was sent meanwhile arrives when it is set back, as TCP would send it again.
    /// </summary>
    public bool Blackhole { get; set; }

    /// <summary>Gets whether new connections are refused.</summary>
    public bool IsCut => _listener is null;

    /// <summary>Gets how many bytes went to the server.</summary>
    public long BytesToServer => Interlocked.Read(ref _toServer);

    /// <summary>Gets how many bytes came from the server.</summary>
    public long BytesToClient => Interlocked.Read(ref _toClient);

    /// <summary>Gets how many connections are open.</summary>
    public int Connections
    {
        get
        {
            lock (_lock)
            {
                return _connections.Count;
            }
        }
    }

    /// <summary>Resets every connection and refuses new ones.</summary>
    public void Cut()
    {
        ProxiedConnection[] open;
        lock (_lock)
        {
            _listener?.Dispose();
            _listener = null;
            open = [.. _connections];
        }

        foreach (var connection in open)
        {
            connection.Dispose();
        }
    }

    /// <summary>Takes connections again after <see cref="Cut"/>, on the same port.</summary>
    public void Restore()
    {
        lock (_lock)
        {
            if (_listener is not null)
            {
                return;
            }

            _listener = LoopbackListener.Start(Port);
            _acceptLoops.Add(AcceptAsync(_listener));
        }
    }

    /// <summary>Cuts the wire for good.</summary>
    /// <returns>A task that ends when nothing of it is left.</returns>
    public async ValueTask DisposeAsync()
    {
        Cut();
        await Task.WhenAll(_acceptLoops);
    }

    internal void Count(int bytes, bool toServer) => Interlocked.Add(ref toServer ? ref _toServer : ref _toClient, bytes);

    private async Task AcceptAsync(TcpListener listener)
    {
        var relays = new List<Task>();
        try
        {
            while (true)
            {
                relays.Add(RelayAsync(listener, await listener.AcceptTcpClientAsync()));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }

        await Task.WhenAll(relays);
    }

    private async Task RelayAsync(TcpListener listener, TcpClient client)
    {
        using var connection = new ProxiedConnection(this, client);
        lock (_lock)
        {
            if (_listener != listener)
            {
                return;
            }

            _connections.Add(connection);
        }

        try
        {
            await connection.RelayAsync();
        }
        finally
        {
            lock (_lock)
            {
                _connections.Remove(connection);
            }
        }
    }
}
