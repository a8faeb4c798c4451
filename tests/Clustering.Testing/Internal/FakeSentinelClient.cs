using System.IO.Enumeration;
using System.Net.Sockets;

namespace Clustering.Testing.Internal;

/// <summary>One client of a <see cref="FakeSentinel"/>: what it asks is answered in order, and it gets what it has subscribed to.</summary>
internal sealed class FakeSentinelClient(FakeSentinel sentinel, TcpClient connection, long id) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<(bool IsPattern, string Name)> _subscriptions = [];
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _ended = new();
    private int _disposed;

    public long Id { get; } = id;

    public string Name { get; set; } = "";

    public bool IsAuthenticated { get; set; }

    public bool HasSubscribed
    {
        get
        {
            lock (_lock)
            {
                return _subscriptions.Count > 0;
            }
        }
    }

    public async Task ServeAsync()
    {
        try
        {
            connection.NoDelay = true;
            var reader = new RespReader(connection.GetStream());
            while (true)
            {
                var words = ((object?[]?)await reader.ReadAsync(_ended.Token) ?? []).OfType<string>().ToArray();
                sentinel.Hear(words[0].ToUpperInvariant() is "AUTH" or "HELLO" ? words[0] : string.Join(' ', words));
                if (sentinel.Blackhole)
                {
                    continue;
                }

                if (sentinel.Delay > TimeSpan.Zero)
                {
                    await Task.Delay(sentinel.Delay, _ended.Token);
                }

                foreach (var reply in FakeSentinelCommands.Run(sentinel.State, this, words))
                {
                    await WriteAsync(reply);
                }
            }
        }
        catch (Exception exception) when (IsGone(exception))
        {
            // The client went away, or the connection was cut.
        }
    }

    /// <summary>Gives it an event, once for each subscription that fits.</summary>
    public async Task<int> PublishAsync(string channel, string payload)
    {
        object[][] messages;
        lock (_lock)
        {
            messages = [.. _subscriptions
                .Where(one => one.IsPattern ? Matches(one.Name, channel) : one.Name == channel)
                .Select(one => one.IsPattern ? (object[])["pmessage", one.Name, channel, payload] : ["message", channel, payload])];
        }

        try
        {
            foreach (var message in messages)
            {
                await WriteAsync(message);
            }

            return messages.Length;
        }
        catch (Exception exception) when (IsGone(exception))
        {
            return 0;
        }
    }

    public int Subscribe(bool isPattern, string name)
    {
        lock (_lock)
        {
            if (!_subscriptions.Contains((isPattern, name)))
            {
                _subscriptions.Add((isPattern, name));
            }

            return _subscriptions.Count;
        }
    }

    public int Unsubscribe(bool isPattern, string? name)
    {
        lock (_lock)
        {
            _subscriptions.RemoveAll(one => one.IsPattern == isPattern && one.Name == name);
            return _subscriptions.Count;
        }
    }

    public string[] Subscribed(bool isPattern)
    {
        lock (_lock)
        {
            return [.. _subscriptions.Where(one => one.IsPattern == isPattern).Select(one => one.Name)];
        }
    }

    /// <summary>Resets the connection, from any thread, more than once.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _ended.Cancel();
            connection.LingerState = new LingerOption(true, 0);
            connection.Dispose();
        }
    }

    private static bool Matches(string pattern, string channel) =>
        FileSystemName.MatchesSimpleExpression(pattern, channel, ignoreCase: false);

    private static bool IsGone(Exception exception) =>
        exception is SocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;

    private async Task WriteAsync(object? reply)
    {
        await _writing.WaitAsync(_ended.Token);
        try
        {
            await connection.GetStream().WriteAsync(RespWriter.Write(reply), _ended.Token);
        }
        finally
        {
            _writing.Release();
        }
    }
}
