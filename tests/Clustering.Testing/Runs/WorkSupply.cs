using System.Globalization;
using Clustering.Operations;

namespace Clustering.Testing.Runs;

/// <summary>Enqueues <see cref="LoggedWork"/>, exactly once each whatever becomes of Redis meanwhile.</summary>
/// <param name="operations">Where.</param>
/// <param name="keys">Of how many order keys.</param>
/// <param name="ofEach">How many of each key.</param>
/// <param name="seed">By which the times of handlers are chosen.</param>
/// <param name="milliseconds">How long handlers take: from the one to the other.</param>
public sealed class WorkSupply(IOperations operations, int keys, int ofEach, int seed, (int Least, int Most) milliseconds)
{
    private const int Callers = 32;

    // One in four handlers goes on though it is told to end, as code that hangs in a library would.
    private const int StubbornOneIn = 4;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private int _enqueued;
    private int _unsure;

    /// <summary>Gets how many operations of each key there are in the end.</summary>
    public IReadOnlyDictionary<string, int> Expected { get; } = Enumerable.Range(0, keys).ToDictionary(Name, _ => ofEach);

    /// <summary>Gets how many there are in the end.</summary>
    public int Count => keys * ofEach;

    /// <summary>Gets how many times Redis did not say whether it had got one, which was sent again then.</summary>
    public int Unsure => _unsure;

    /// <summary>Gets or sets how many have been completed, as far as is known: not too many wait at a time.</summary>
    public long Completed { get; set; }

    /// <summary>Gets or sets how many are waited for at the most before more are enqueued.</summary>
    public int MostWaiting { get; set; } = int.MaxValue;

    /// <summary>Enqueues all of them, those of each key in their order.</summary>
    /// <returns>A task that ends when the last one is enqueued.</returns>
    public Task EnqueueAsync() => Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => EnqueueAsync(caller))));

    private async Task EnqueueAsync(int caller)
    {
        var random = new Random(seed + caller);
        for (var sequence = 1; sequence <= ofEach; sequence++)
        {
            for (var key = caller; key < keys; key += Callers)
            {
                while (Volatile.Read(ref _enqueued) - Completed > MostWaiting)
                {
                    await Task.Delay(Pause);
                }

                await EnqueueAsync(new LoggedWork(Name(key), sequence, random.Next(milliseconds.Least, milliseconds.Most), random.Next(StubbornOneIn) == 0));
                Interlocked.Increment(ref _enqueued);
            }
        }
    }

    private async Task EnqueueAsync(LoggedWork work)
    {
        var options = new EnqueueOptions
        {
            OrderKey = work.Key,
            DeduplicationKey = string.Create(CultureInfo.InvariantCulture, $"{work.Key} {work.Sequence}"),
        };
        while (true)
        {
            try
            {
                await operations.EnqueueAsync(work, options);
                return;
            }
            catch (ClusterUnavailableException)
            {
                Interlocked.Increment(ref _unsure);
                await Task.Delay(Pause);
            }
        }
    }

    private static string Name(int key) => string.Create(CultureInfo.InvariantCulture, $"key-{key}");
}
