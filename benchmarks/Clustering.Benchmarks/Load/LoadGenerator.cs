using System.Diagnostics;

namespace Clustering.Benchmarks.Load;

/// <summary>Keeps a number of connections busy, each sending its next request when it has the answer to the last.</summary>
internal static class LoadGenerator
{
    /// <summary>Loads the app that listens on a port for a time.</summary>
    /// <param name="port">The app's port.</param>
    /// <param name="requests">The requests of each connection, sent in turn: as many connections as there are lists.</param>
    /// <param name="time">For how long.</param>
    /// <returns>How many requests were answered, and in what time.</returns>
    /// <exception cref="AggregateException">A connection failed, or an answer was not 200.</exception>
    public static (long Requests, TimeSpan Elapsed) Run(int port, IReadOnlyList<byte[][]> requests, TimeSpan time)
    {
        using var cancellation = new CancellationTokenSource();
        var answered = 0L;
        List<Exception> failures = [];
        var threads = requests.Select(own => new Thread(() =>
        {
            try
            {
                Interlocked.Add(ref answered, Send(port, own, cancellation.Token));
            }
            catch (Exception exception)
            {
                lock (failures)
                {
                    failures.Add(exception);
                }
            }
        })).ToList();

        var began = Stopwatch.GetTimestamp();
        threads.ForEach(static thread => thread.Start());
        Thread.Sleep(time);
        cancellation.Cancel();
        threads.ForEach(static thread => thread.Join());
        var elapsed = Stopwatch.GetElapsedTime(began);
        return failures.Count == 0 ? (answered, elapsed) : throw new AggregateException(failures);
    }

    private static long Send(int port, byte[][] requests, CancellationToken stop)
    {
        using var connection = new LoadConnection(port);
        var count = 0L;
        while (!stop.IsCancellationRequested)
        {
            connection.Send(requests[count % requests.Length]);
            count++;
        }

        return count;
    }
}
