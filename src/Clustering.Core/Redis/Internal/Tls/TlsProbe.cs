using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Clustering.Redis.Internal.Tls;

/// <summary>Finds out what is in the way of TLS, after a connection has failed and nobody said why.</summary>
/// <remarks>
/// With TLS 1.3 a client learns only after the handshake that the server did not like its certificate, or the lack of one: as a broken
/// connection, of which StackExchange.Redis tells no more than that there was one.
/// </remarks>
internal static class TlsProbe
{
    /// <summary>Says in sentences what is in the way; <see langword="null"/>: nothing that has to do with TLS.</summary>
    public static async Task<string?> FindObstacleAsync(EndPoint endPoint, TlsSettings tls, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(limit);
        var isConnected = false;
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(endPoint, timeout.Token).ConfigureAwait(false);
            isConnected = true;
            using var stream = new SslStream(new NetworkStream(socket));
            return await ShakeHandsAsync(stream, EndPoints.ToHost(endPoint) ?? "", tls, timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return isConnected ? TlsObstacle.Silence.ToString() : null;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static async Task<string?> ShakeHandsAsync(SslStream stream, string host, TlsSettings tls, CancellationToken cancellationToken)
    {
        var isAsked = false;
        var options = tls.ToAuthenticationOptions(host);
        if (tls.Own is null)
        {
            options.LocalCertificateSelectionCallback = (_, _, _, remote, issuers) =>
            {
                // Called once before the handshake too, when nobody has asked yet.
                isAsked |= remote is not null || issuers.Length > 0;
                return null!;
            };
        }

        try
        {
            await stream.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync("PING\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
            var read = await stream.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false);
            return read > 0 ? null : Refused(tls, isAsked, "it closed the connection");
        }
        catch (CertificateRefusedException exception)
        {
            return exception.Message;
        }
        catch (AuthenticationException exception) when (exception.InnerException is null)
        {
            return TlsObstacle.NoTls(exception).ToString();
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            return Refused(tls, isAsked, TlsObstacle.Brief(exception));
        }
    }

    private static string Refused(TlsSettings tls, bool isAsked, string how) =>
        TlsObstacle.Refusal(tls.Own?.TargetCertificate, isAsked, how).ToString();
}
