namespace Clustering.Caches;

/// <summary>A change that was announced. Complete or dispose it after the commit, or after the roll-back: both tell every node.</summary>
public interface ICacheChange : IAsyncDisposable
{
    /// <summary>Says that it is done. Calling it again gives the same token.</summary>
    /// <param name="cancellationToken">Stops waiting; nodes may be told all the same.</param>
    /// <returns>A token of the invalidation.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer. Say it again; if you do not, others do when your patience is over.</exception>
    ValueTask<CacheToken> CompleteAsync(CancellationToken cancellationToken = default);

    /// <summary>Says that it is done, and waits until no node reads what was before.</summary>
    /// <inheritdoc cref="IStaticCache{T}.InvalidateAndWaitAsync" path="/remarks"/>
    /// <param name="timeout">How long to wait for the others.</param>
    /// <param name="cancellationToken">Stops waiting; nodes may be told all the same.</param>
    /// <returns>The token, and the nodes that have not answered in time.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer. Say it again; if you do not, others do when your patience is over.</exception>
    ValueTask<CacheBarrier> CompleteAndWaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default);
}
