using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Clustering.Diagnosis.Internal.Probes;

/// <summary>A connection of the doctor's own, made step by step: a client library hides which step failed.</summary>
internal sealed class RespProbe : IRedisQuestions, IAsyncDisposable
{
    private readonly TcpClient _client = new() { NoDelay = true };
    private Stream? _stream;
    private RespReader? _reader;

    public bool IsOwn => true;

    /// <summary>Connects to the first of the addresses that answers.</summary>
    public async Task ConnectAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        await _client.ConnectAsync(addresses, port, cancellationToken).ConfigureAwait(false);
        Use(_client.GetStream());
    }

    /// <summary>Goes on in TLS.</summary>
    public async Task SecureAsync(SslClientAuthenticationOptions options, CancellationToken cancellationToken)
    {
        var secure = new SslStream(_stream!);
        Use(secure);
        await secure.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<RespReply>> AskAllAsync(IReadOnlyList<string[]> commands, CancellationToken cancellationToken)
    {
        var request = new MemoryStream();
        foreach (var command in commands)
        {
            Write(request, "*", command.Length);
            foreach (var part in command)
            {
                var bytes = Encoding.UTF8.GetBytes(part);
                Write(request, "$", bytes.Length);
                request.Write(bytes);
                request.Write("\r\n"u8);
            }
        }

        await _stream!.WriteAsync(request.GetBuffer().AsMemory(0, (int)request.Length), cancellationToken).ConfigureAwait(false);
        await _stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        var replies = new List<RespReply>();
        for (var i = 0; i < commands.Count; i++)
        {
            replies.Add(await _reader!.ReadAsync(cancellationToken).ConfigureAwait(false));
        }

        return replies;
    }

    public async ValueTask DisposeAsync()
    {
        if (_stream is not null)
        {
            await _stream.DisposeAsync().ConfigureAwait(false);
        }

        _client.Dispose();
    }

    private static void Write(MemoryStream request, string kind, int number) =>
        request.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{kind}{number}\r\n")));

    private void Use(Stream stream)
    {
        _stream = stream;
        _reader = new(stream);
    }
}
