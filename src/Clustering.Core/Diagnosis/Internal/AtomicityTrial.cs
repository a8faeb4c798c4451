using Clustering.Redis.Internal;
using StackExchange.Redis;

namespace Clustering.Diagnosis.Internal;

/// <summary>Tries whether a server runs scripts alone, over two connections of its own.</summary>
internal static class AtomicityTrial
{
    public static async Task<bool> RunAsync(Func<ConfigurationOptions> options, CancellationToken cancellationToken)
    {
        var first = await ConnectAsync(options(), cancellationToken).ConfigureAwait(false);
        await using (first.ConfigureAwait(false))
        {
            var second = await ConnectAsync(options(), cancellationToken).ConfigureAwait(false);
            await using (second.ConfigureAwait(false))
            {
                return await AtomicityTest.IsAtomicAsync(first.GetDatabase(), second.GetDatabase(), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions options, CancellationToken cancellationToken)
    {
        var connecting = ConnectionMultiplexer.ConnectAsync(options);
        try
        {
            return await connecting.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Made too late, it would try to stay connected for ever.
            _ = connecting.ContinueWith(
                static late => late.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }
    }
}
