using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Clustering.Testing.Internal;

/// <summary>
/// One command over a connection of its own. Not a multiplexer, because that sends a dozen commands before the first of ours and
/// a test that counts commands would count those too.
/// </summary>
internal static class RedisProbe
{
    /// <summary>Sends a command and returns the reply's text; an error's begins with a minus sign.</summary>
    public static async Task<string> AskAsync(int port, ServerAccess access, params string[] command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        await using var stream = access.IsTls ? await EncryptAsync(client) : client.GetStream();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        if (access.Password is not null)
        {
            await AskAsync(stream, reader, access.User is null ? ["AUTH", access.Password] : ["AUTH", access.User, access.Password]);
        }

        return await AskAsync(stream, reader, command);
    }

    /// <summary>For a server that this process has started, whatever its certificate.</summary>
    public static bool AcceptAny(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => certificate is not null;

    private static async Task<Stream> EncryptAsync(TcpClient client)
    {
        var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = AcceptAny,
        });
        return stream;
    }

    private static async Task<string> AskAsync(Stream stream, StreamReader reader, string[] command)
    {
        var request = new StringBuilder($"*{command.Length}\r\n");
        foreach (var part in command)
        {
            request.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(part)}\r\n{part}\r\n");
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes(request.ToString()));
        var head = await reader.ReadLineAsync() ?? throw new IOException("Redis closed the connection instead of answering.");
        if (head[0] != '$')
        {
            return head[0] == '-' ? head : head[1..];
        }

        var text = new char[int.Parse(head[1..], CultureInfo.InvariantCulture) + 2];
        await reader.ReadBlockAsync(text);
        return new string(text.AsSpan(0, text.Length - 2));
    }
}
