using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Clustering.Core.RedisTests.Diagnosis;

/// <summary>Answers on a free loopback port what the test says.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<string[], string?> _answer;
    private readonly Task _serving;

    /// <summary>Starts it.</summary>
    /// <param name="answer">Gives the bytes to send for a command; '' for none at all, <see langword="null"/> to close the connection.</param>
    public ScriptedServer(Func<string[], string?> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>A server that is no Redis: sends something to whoever says anything, whatever it is.</summary>
    public static ScriptedServer Saying(string? text) => new(_ => text);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _serving;
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        var clients = new List<TcpClient>();
        try
        {
            while (true)
            {
                clients.Add(await _listener.AcceptTcpClientAsync());
                connections.Add(ServeAsync(clients[^1]));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            clients.ForEach(client => client.Dispose());
        }

        await Task.WhenAll(connections);
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
            while (await ReadAsync(reader) is { } command && _answer(command) is { } answer)
            {
                await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(answer));
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The client has gone, or the test is over.
        }
        finally
        {
            client.Dispose();
        }
    }

    private static async Task<string[]?> ReadAsync(StreamReader reader)
    {
        if (await reader.ReadLineAsync() is not { } head)
        {
            return null;
        }

        var parts = new string[int.Parse(head[1..], CultureInfo.InvariantCulture)];
        for (var i = 0; i < parts.Length; i++)
        {
            // By its length: it may be of any bytes, ends of lines included.
            var part = new char[int.Parse((await reader.ReadLineAsync() ?? "$0")[1..], CultureInfo.InvariantCulture) + 2];
            await reader.ReadBlockAsync(part);
            parts[i] = new string(part.AsSpan(0, part.Length - 2));
        }

        return parts;
    }
}
