using Clustering;
using Clustering.Caches;

namespace DocumentDesk.Books;

/// <summary>Loads a book before the first visitor comes, so that none waits for it. Without Redis the node starts all the same.</summary>
/// <typeparam name="T">The book.</typeparam>
internal sealed class BookLoader<T>(IStaticCache<T> cache) : IHostedService
    where T : class
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await cache.GetAsync(cancellationToken);
        }
        catch (ClusterUnavailableException)
        {
            // Whoever asks for it first loads it.
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
