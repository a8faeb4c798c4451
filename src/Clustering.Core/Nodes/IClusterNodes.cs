namespace Clustering.Nodes;

/// <summary>Who is in the cluster.</summary>
/// <remarks>
/// <para><b>What you can rely on.</b> Whether a node lives is decided by the Redis server's clock, so all nodes agree on it however wrong
/// their own clocks are. A node that stops says so and is gone from the others' lists within one heartbeat
/// (<c>Clustering:Nodes:Heartbeat</c>, 1 s); one that dies is gone when its lease ends (<c>Clustering:Nodes:Lease</c>, 5 s).</para>
/// <para><b>What you cannot.</b> A node in the list may have died within the last lease; one that was cut off from Redis may still run.</para>
/// </remarks>
public interface IClusterNodes
{
    /// <summary>Gets this process.</summary>
    ClusterNode Self { get; }

    /// <summary>Gets the nodes that lived at the last heartbeat, by name and then id. Read from memory.</summary>
    /// <value>Only this node before the first heartbeat, and without Redis.</value>
    IReadOnlyList<ClusterNode> Live { get; }

    /// <summary>Asks Redis which nodes live now.</summary>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <returns>The living nodes, by name and then id.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer.</exception>
    ValueTask<IReadOnlyList<ClusterNode>> ListAsync(CancellationToken cancellationToken = default);
}
