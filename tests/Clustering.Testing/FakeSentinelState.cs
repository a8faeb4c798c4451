using Clustering.Testing.Internal;

namespace Clustering.Testing;

/// <summary>What a <see cref="FakeSentinel"/> knows. To change several things at once, set another one.</summary>
public sealed record FakeSentinelState
{
    /// <summary>Gets its id, which <c>SENTINEL MYID</c> tells.</summary>
    public string Id { get; init; } = SentinelPlace.NewId();

    /// <summary>Gets the name of the primary that it watches; any other it does not know.</summary>
    public string MasterName { get; init; } = "mymaster";

    /// <summary>Gets where it says the primary is, and what it thinks of it: <c>master</c>, <c>master,s_down,o_down</c>.</summary>
    public FakeInstance Primary { get; init; } = new("127.0.0.1", 6379) { Flags = "master" };

    /// <summary>Gets the number of the election that made it the primary.</summary>
    public long ConfigEpoch { get; init; }

    /// <summary>
    /// Gets how far a failover is that it leads, as <c>wait_promotion</c>; <see langword="null"/>: it leads none. Then its flags have
    /// <c>failover_in_progress</c> too.
    /// </summary>
    public string? FailoverState { get; init; }

    /// <summary>Gets how many sentinels must see the primary down.</summary>
    public int Quorum { get; init; } = 2;

    /// <summary>Gets the other sentinels that it knows.</summary>
    public IReadOnlyList<FakeInstance> Sentinels { get; init; } = [];

    /// <summary>Gets the replicas that it knows.</summary>
    public IReadOnlyList<FakeInstance> Replicas { get; init; } = [];

    /// <summary>Gets the ACL user that it wants; <see langword="null"/>: the default one.</summary>
    public string? User { get; init; }

    /// <summary>Gets the password that it wants; <see langword="null"/>: none.</summary>
    public string? Password { get; init; }

    /// <summary>Gets a value indicating whether it knows <c>HELLO</c>. It speaks RESP2 in any case.</summary>
    public bool KnowsHello { get; init; } = true;
}
