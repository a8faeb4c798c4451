using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Clustering.Testing.Internal;

/// <summary>Listens on a loopback port that we had before.</summary>
internal static class LoopbackListener
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static TcpListener Start(int port)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return listener;
            }
            catch (SocketException) when (Stopwatch.GetElapsedTime(started) < Patience)
            {
                // A process that is just being started elsewhere in the tests has a copy of every socket until it begins to
                // run, also of one that we closed.
                Thread.Sleep(1);
            }
        }
    }
}
