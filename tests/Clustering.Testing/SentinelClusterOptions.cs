namespace Clustering.Testing;

/// <summary>What a <see cref="SentinelCluster"/> is made of, and what it wants of its clients.</summary>
public sealed record SentinelClusterOptions
{
    /// <summary>Gets how many replicas the primary has.</summary>
    public int Replicas { get; init; } = 2;

    /// <summary>Gets how many sentinels there are.</summary>
    public int Sentinels { get; init; } = 3;

    /// <summary>Gets how many sentinels must see the primary down; more than half of them if not given.</summary>
    public int? Quorum { get; init; }

    /// <summary>Gets the name by which the sentinels know the primary.</summary>
    public string MasterName { get; init; } = "mymaster";

    /// <summary>Gets how long something must be silent to be thought down.</summary>
    public TimeSpan DownAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets how long each step of a failover may take. After twice that, another sentinel may try it again.</summary>
    public TimeSpan FailoverTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets how many replicas turn to a new primary at a time.</summary>
    public int ParallelSyncs { get; init; } = 1;

    /// <summary>Gets the ACL user of Redis. With one, the default user is off.</summary>
    public string? RedisUser { get; init; }

    /// <summary>Gets the password of Redis.</summary>
    public string? RedisPassword { get; init; }

    /// <summary>Gets the ACL user of the sentinels. With one, the default user is off.</summary>
    public string? SentinelUser { get; init; }

    /// <summary>Gets the password of the sentinels.</summary>
    public string? SentinelPassword { get; init; }

    /// <summary>Gets a value indicating whether Redis speaks TLS, and nothing else.</summary>
    public bool RedisTls { get; init; }

    /// <summary>
    /// Gets a value indicating whether the sentinels speak TLS with clients. Among themselves they do as with Redis, because a sentinel has
    /// one switch for both (<c>tls-replication</c>); where that differs, each has a second port for the others, and that is the one that
    /// <c>SENTINEL SENTINELS</c> names.
    /// </summary>
    public bool SentinelTls { get; init; }

    /// <summary>Gets a value indicating whether the sentinels call everything by name (<c>localhost</c>) rather than by address.</summary>
    public bool Hostnames { get; init; }

    /// <summary>Gets more lines for each Redis' configuration.</summary>
    public IReadOnlyList<string> RedisLines { get; init; } = [];

    /// <summary>Gets more lines for each sentinel's configuration.</summary>
    public IReadOnlyList<string> SentinelLines { get; init; } = [];

    internal string Host => Hostnames ? "localhost" : "127.0.0.1";

    internal void Check()
    {
        if ((RedisUser is not null && RedisPassword is null) || (SentinelUser is not null && SentinelPassword is null))
        {
            throw new ArgumentException("A user needs a password.");
        }
    }
}
