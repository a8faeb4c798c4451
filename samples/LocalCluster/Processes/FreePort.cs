using System.Net;
using System.Net.Sockets;

namespace LocalCluster.Processes;

/// <summary>Loopback ports.</summary>
internal static class FreePort
{
    // Below the range from which the system takes ports for outgoing connections, so that a node finds its port free again.
    private const int First = 20_000;
    private const int End = 32_000;

    /// <summary>Finds a port that nobody listens on now.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, End);
            if (IsFree(port))
            {
                return port;
            }
        }
    }

    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
