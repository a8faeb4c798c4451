using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Clustering.Configuration.Internal;
using Clustering.Diagnosis.Internal.Probes;
using Clustering.Redis.Internal;
using StackExchange.Redis;

namespace Clustering.Operations.Internal;

/// <summary>A wire to Redis for one thread, which waits for each answer: nothing of it needs a thread of the pool, as all that is asynchronous does.</summary>
/// <remarks>Nothing else may have one (see the connection's readme): it is for <see cref="OperationLeases"/>, where the node's connection does not answer in time.
/// It opens when it is asked something, and is to be closed after any failure; also by another thread, where it takes too long, since connecting knows no time limit.</remarks>
internal sealed class OperationLeaseWire(RedisSettings settings, RedisClientOptions client) : IDisposable
{
    private TcpClient? _client;
    private Stream? _stream;

    /// <summary>Asks something, and reads the answer: texts, in a list or alone.</summary>
    /// <exception cref="IOException">The wire is broken, or was too slow.</exception>
    /// <exception cref="RedisServerException">The server has refused.</exception>
    public string[] Ask(EndPoint endPoint, TimeSpan limit, params ReadOnlySpan<RedisValue> command)
    {
        if (_stream is null)
        {
            Open(endPoint, limit);
        }

        return Send(command);
    }

    public void Dispose()
    {
        Interlocked.Exchange(ref _stream, null)?.Dispose();
        Interlocked.Exchange(ref _client, null)?.Dispose();
    }

    private void Open(EndPoint endPoint, TimeSpan limit)
    {
        var options = client.Create(endPoint);
        var (host, port) = endPoint is DnsEndPoint dns ? (dns.Host, dns.Port) : (((IPEndPoint)endPoint).Address.ToString(), ((IPEndPoint)endPoint).Port);
        var target = ProbeTarget.Of(new HostAndPort(host, port), options, settings.Tls);
        var milliseconds = (int)limit.TotalMilliseconds;
        var tcp = _client = new TcpClient { NoDelay = true, SendTimeout = milliseconds, ReceiveTimeout = milliseconds };
        tcp.Connect(host, port);
        Stream stream = tcp.GetStream();
        if (target.Tls is { } tls)
        {
            var secure = new SslStream(stream);
            secure.AuthenticateAsClient(tls(target.TlsHost));
            stream = secure;
        }

        _stream = new BufferedStream(stream, 16 * 1024);
        if (target.Password is { } password)
        {
            Send(target.Username is { } user ? ["AUTH", user, password] : ["AUTH", password]);
        }

        if (settings.Database != 0)
        {
            Send(["SELECT", settings.Database]);
        }
    }

    private string[] Send(ReadOnlySpan<RedisValue> command)
    {
        var request = new MemoryStream();
        Head(request, '*', command.Length);
        foreach (var part in command)
        {
            var bytes = (byte[])part!;
            Head(request, '$', bytes.Length);
            request.Write(bytes);
            request.Write("\r\n"u8);
        }

        _stream!.Write(request.GetBuffer().AsSpan(0, (int)request.Length));
        _stream.Flush();
        var line = ReadLine();
        return line[0] switch
        {
            '*' => [.. Enumerable.Range(0, Number(line)).Select(_ => ReadText(ReadLine()))],
            _ => [ReadText(line)],
        };
    }

    private string ReadText(string line)
    {
        switch (line[0])
        {
            case '-':
                throw new RedisServerException(line[1..]);
            case '$' when Number(line) is >= 0 and var length:
                var bytes = new byte[length + 2];
                _stream!.ReadExactly(bytes);
                return Encoding.UTF8.GetString(bytes, 0, length);
            default:
                return line[1..];
        }
    }

    private string ReadLine()
    {
        var line = new StringBuilder();
        while (_stream!.ReadByte() is var value and not '\n')
        {
            line.Append(value < 0 ? throw new EndOfStreamException("Redis has closed the wire.") : (char)value);
        }

        return line.Length > 1 ? line.ToString(0, line.Length - 1) : throw new InvalidDataException("That is no Redis.");
    }

    private static void Head(MemoryStream request, char kind, int number) =>
        request.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{kind}{number}\r\n")));

    private static int Number(string line) => int.Parse(line.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
