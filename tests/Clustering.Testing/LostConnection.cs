using StackExchange.Redis;

namespace Clustering.Testing;

/// <summary>How calls end whose connection is lost.</summary>
public static class LostConnection
{
    /// <summary>Waits until a call ends, which it must as calls do whose connection is lost.</summary>
    /// <param name="call">The call.</param>
    /// <returns>A task that ends when the call has.</returns>
    /// <exception cref="InvalidOperationException">It succeeded. Any other exception is the call's own, and unexpected.</exception>
    public static async Task EndsAsync(Task call)
    {
        ArgumentNullException.ThrowIfNull(call);
        try
        {
            await call;
        }
        catch (Exception exception) when (exception is RedisException or OperationCanceledException)
        {
            return; // The latter, if it breaks while the command is written.
        }

        throw new InvalidOperationException("The call succeeded, though its connection was to be lost.");
    }
}
