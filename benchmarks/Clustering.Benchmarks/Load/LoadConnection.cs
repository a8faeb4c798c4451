using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Clustering.Benchmarks.Load;

/// <summary>A keep-alive HTTP/1.1 connection that sends requests made beforehand and reads no more of the answer than it must.</summary>
/// <remarks>
/// It blocks, which for a few connections is what costs the machine least: what the generator takes, the servers under test lack.
/// Answers must have a <c>Content-Length</c>, as those of our apps have.
/// </remarks>
internal sealed class LoadConnection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[16 * 1024];

    public LoadConnection(int port)
    {
        _socket.ReceiveTimeout = 30_000;
        _socket.Connect(IPAddress.Loopback, port);
    }

    /// <summary>Makes the bytes of a GET.</summary>
    public static byte[] Get(string path, string? cookie) => Encoding.ASCII.GetBytes(
        $"GET {path} HTTP/1.1\r\nHost: localhost\r\n{(cookie is null ? "" : $"Cookie: {cookie}\r\n")}\r\n");

    /// <summary>Sends a request and waits for the whole answer.</summary>
    /// <exception cref="InvalidDataException">The answer was not 200.</exception>
    public void Send(byte[] request)
    {
        _socket.Send(request);
        var read = 0;
        int headers;
        do
        {
            read += Receive(read);
            headers = _buffer.AsSpan(0, read).IndexOf("\r\n\r\n"u8);
        }
        while (headers < 0);

        var head = _buffer.AsSpan(0, headers + 2);
        if (!head.StartsWith("HTTP/1.1 200"u8))
        {
            throw new InvalidDataException($"The app under test answered:\n{Encoding.UTF8.GetString(_buffer, 0, read)}");
        }

        var left = headers + 4 + ContentLength(head) - read;
        while (left > 0)
        {
            left -= Receive(0);
        }
    }

    public void Dispose() => _socket.Dispose();

    private static int ContentLength(ReadOnlySpan<byte> head)
    {
        var name = "Content-Length: "u8;
        var at = head.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(head[(at + name.Length)..], out int length, out _)
            ? length
            : throw new InvalidDataException($"The answer has no Content-Length:\n{Encoding.UTF8.GetString(head)}");
    }

    private int Receive(int at)
    {
        var received = _socket.Receive(_buffer, at, _buffer.Length - at, SocketFlags.None);
        return received > 0 ? received : throw new IOException("The app under test closed the connection.");
    }
}
