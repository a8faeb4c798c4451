using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Xunit;

namespace Clustering.Testing;

/// <summary>Waits for what must become true by itself. One generous limit, so that a slow machine does not fail a test.</summary>
/// <remarks>Ends early when the test is cancelled, so no test passes a token.</remarks>
public static class Eventually
{
    /// <summary>How long is waited when the test does not say: 20 seconds.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);

    /// <summary>Asks until the answer is true.</summary>
    /// <param name="condition">What must become true.</param>
    /// <param name="because">Why it must, for the message of the failure.</param>
    /// <param name="limit">How long to wait; <see cref="Limit"/> if not given.</param>
    /// <returns>A task that ends when the condition holds.</returns>
    /// <exception cref="TimeoutException">It did not become true.</exception>
    public static Task TrueAsync(Func<bool> condition, string because, TimeSpan? limit = null) =>
        TrueAsync(() => Task.FromResult(condition()), because, limit);

    /// <inheritdoc cref="TrueAsync(Func{bool}, string, TimeSpan?)"/>
    public static async Task TrueAsync(Func<Task<bool>> condition, string because, TimeSpan? limit = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            var waited = Stopwatch.GetElapsedTime(started);
            if (waited > (limit ?? Limit))
            {
                throw new TimeoutException($"Not true after {waited.TotalSeconds:0.0} s: {because}");
            }

            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Asks until the answer is true, or for so long.</summary>
    /// <param name="condition">What may become true.</param>
    /// <param name="limit">How long to wait.</param>
    /// <returns>Whether it did.</returns>
    public static async Task<bool> HoldsAsync(Func<Task<bool>> condition, TimeSpan limit)
    {
        for (var started = Stopwatch.GetTimestamp(); !await condition();)
        {
            if (Stopwatch.GetElapsedTime(started) > limit)
            {
                return false;
            }

            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }

        return true;
    }

    /// <summary>Tries until no exception is thrown: for assertions, and for calls that fail while something recovers.</summary>
    /// <param name="attempt">What must succeed in the end.</param>
    /// <param name="limit">How long to try; <see cref="Limit"/> if not given.</param>
    /// <returns>A task that ends with the first success, or with the last attempt's exception.</returns>
    public static async Task SucceedsAsync(Func<Task> attempt, TimeSpan? limit = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await attempt();
                return;
            }
            catch (Exception exception) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                if (Stopwatch.GetElapsedTime(started) > (limit ?? Limit))
                {
                    ExceptionDispatchInfo.Throw(exception);
                }
            }

            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }
}
