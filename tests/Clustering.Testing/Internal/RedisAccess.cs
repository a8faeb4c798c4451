using System.Net.Security;
using System.Net.Sockets;
using StackExchange.Redis;

namespace Clustering.Testing.Internal;

/// <summary>Where a server is, and what it wants of its clients.</summary>
/// <param name="Host">Name or address.</param>
/// <param name="Port">The port for clients.</param>
/// <param name="User">The ACL user; <see langword="null"/>: the default one.</param>
/// <param name="Password">The password, if it wants one.</param>
/// <param name="Certificates">Whom to trust; <see langword="null"/>: no TLS.</param>
internal sealed record RedisAccess(string Host, int Port, string? User, string? Password, TestCertificates? Certificates)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Sends one command over a connection of its own and returns the reply.</summary>
    /// <exception cref="TimeoutException">There was none within three seconds.</exception>
    public async Task<object?> AskAsync(params string[] command)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await using var stream = await ConnectAsync(limit.Token);
            var reader = new RespReader(stream);
            if (Password is not null)
            {
                string[] login = User is null ? ["AUTH", Password] : ["AUTH", User, Password];
                await stream.WriteAsync(RespWriter.Write(login), limit.Token);
                if (await reader.ReadAsync(limit.Token) is RespError refused)
                {
                    return refused;
                }
            }

            await stream.WriteAsync(RespWriter.Write(command), limit.Token);
            return await reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"{Host}:{Port} did not answer {command[0]} within {Patience.TotalSeconds} s.", exception);
        }
    }

    public ConfigurationOptions Options()
    {
        var options = new ConfigurationOptions
        {
            EndPoints = { { Host, Port } },
            User = User,
            Password = Password,
            AllowAdmin = true,
            AsyncTimeout = 20_000,
            SyncTimeout = 20_000,
            ClientName = "test",
        };
        Certificates?.Use(options, Host);
        return options;
    }

    private async Task<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream stream;
        try
        {
            await socket.ConnectAsync(Host, Port, cancellationToken);
            stream = new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        if (Certificates is null)
        {
            return stream;
        }

        var tls = new SslStream(stream);
        try
        {
            await tls.AuthenticateAsClientAsync(Certificates.ClientOptions(Host), cancellationToken);
            return tls;
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }
}
