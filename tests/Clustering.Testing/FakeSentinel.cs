using System.Collections.Concurrent;
using System.Net.Sockets;
using Clustering.Testing.Internal;

namespace Clustering.Testing;

/// <summary>
/// A sentinel that knows what the test says and does what the test wants, at once: for what real ones take seconds to do, or never do.
/// It speaks as a <c>redis-sentinel</c> 7.0 does, in RESP2.
/// </summary>
public sealed class FakeSentinel : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<FakeSentinelClient> _clients = [];
    private readonly List<Task> _acceptLoops = [];
    private readonly ConcurrentQueue<string> _heard = new();
    private volatile FakeSentinelState _state;
    private TcpListener? _listener;
    private long _lastId;

    /// <summary>Starts it on a free loopback port.</summary>
    /// <param name="state">What it knows.</param>
    public FakeSentinel(FakeSentinelState? state = null)
    {
        _state = state ?? new FakeSentinelState();
        Port = FreePort.Next();
        Restore();
    }

    /// <summary>Gets or sets what it knows.</summary>
    public FakeSentinelState State
    {
        get => _state;
        set => _state = value;
    }

    /// <summary>Gets the port to connect to.</summary>
    public int Port { get; }

    /// <summary>Gets the address to connect to.</summary>
    public string EndPoint => $"127.0.0.1:{Port}";

    /// <summary>
    /// Gets or sets whether it swallows everything: connections are accepted and stay open, what is asked is never answered, also not
    /// later, and nothing that is published arrives.
    /// </summary>
    public bool Blackhole { get; set; }

    /// <summary>Gets or sets how long it thinks about each answer. What is published is not held up.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Gets the commands it heard, as <c>SENTINEL MYID</c>, also those it swallowed. Not the arguments of <c>AUTH</c>.</summary>
    public IReadOnlyCollection<string> Heard => _heard;

    /// <summary>Gets how many connections are open.</summary>
    public int Connections => Clients.Length;

    /// <summary>Gets how many connections have subscribed to something.</summary>
    public int Subscribers => Clients.Count(client => client.HasSubscribed);

    private FakeSentinelClient[] Clients
    {
        get
        {
            lock (_lock)
            {
                return [.. _clients];
            }
        }
    }

    /// <summary>Publishes an event.</summary>
    /// <param name="channel">The event's name, as <c>+switch-master</c>.</param>
    /// <param name="payload">What it is about, as <c>mymaster 127.0.0.1 6379 127.0.0.1 6380</c>.</param>
    /// <returns>To how many subscriptions it went.</returns>
    public async Task<int> PublishAsync(string channel, string payload)
    {
        var reached = 0;
        foreach (var client in Blackhole ? [] : Clients)
        {
            reached += await client.PublishAsync(channel, payload);
        }

        return reached;
    }

    /// <summary>Resets every connection and refuses new ones.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            _listener?.Dispose();
            _listener = null;
        }

        foreach (var client in Clients)
        {
            client.Dispose();
        }
    }

    /// <summary>Takes connections again after <see cref="Cut"/>, on the same port.</summary>
    public void Restore()
    {
        lock (_lock)
        {
            if (_listener is null)
            {
                _listener = LoopbackListener.Start(Port);
                _acceptLoops.Add(AcceptAsync(_listener));
            }
        }
    }

    /// <summary>Ends it.</summary>
    /// <returns>A task that ends when nothing of it is left.</returns>
    public async ValueTask DisposeAsync()
    {
        Cut();
        await Task.WhenAll(_acceptLoops);
    }

    internal void Hear(string command) => _heard.Enqueue(command);

    private async Task AcceptAsync(TcpListener listener)
    {
        var served = new List<Task>();
        try
        {
            while (true)
            {
                served.Add(ServeAsync(listener, await listener.AcceptTcpClientAsync()));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }

        await Task.WhenAll(served);
    }

    private async Task ServeAsync(TcpListener listener, TcpClient connection)
    {
        using var client = new FakeSentinelClient(this, connection, Interlocked.Increment(ref _lastId));
        lock (_lock)
        {
            if (_listener != listener)
            {
                return;
            }

            _clients.Add(client);
        }

        try
        {
            await client.ServeAsync();
        }
        finally
        {
            lock (_lock)
            {
                _clients.Remove(client);
            }
        }
    }
}
