using System.Net;
using System.Net.Sockets;

namespace Clustering.Testing;

/// <summary>Loopback ports that nobody listens on.</summary>
public static class FreePort
{
    // Below 32768, where Linux begins to hand out ports for outgoing connections: a server that a test stops finds its
    // port free when the test starts it again.
    private const int First = 20_000;
    private const int End = 32_000;

    /// <summary>Finds a port that is free now. Somebody else may still take it before you do.</summary>
    /// <returns>The port.</returns>
    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, End);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: throw the dice again.
            }
        }
    }
}
