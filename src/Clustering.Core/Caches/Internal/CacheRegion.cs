namespace Clustering.Caches.Internal;

/// <summary>One region on this node: its receiver, the caches that belong to it, and the lock under which both change.</summary>
/// <param name="name">Its name.</param>
/// <param name="usesLog">Whether its caches can do with keys, so that it pays to look which were missed.</param>
internal sealed class CacheRegion(string name, bool usesLog = false)
{
    private readonly RegionReceiver _receiver = new(usesLog);
    private readonly List<IRegionFollower> _followers = [];

    public string Name => name;

    /// <summary>Gets the lock: whoever takes the result of a load compares the stamp under it.</summary>
    public Lock Lock { get; } = new();

    public long Stamp => _receiver.Stamp;

    public long LeaseUntil => _receiver.LeaseUntil;

    /// <summary>Gets the version of its position; 0 before the first check. What that makes invalid is invalid by now.</summary>
    public long Version
    {
        get
        {
            // The receiver moves first, and its caches are told then: whoever looks in between must wait.
            lock (Lock)
            {
                return _receiver.Position?.Version ?? 0;
            }
        }
    }

    /// <summary>Gets for how long after a good check its caches may be used: the shortest time that any of them allows; <see langword="null"/> if it has none.</summary>
    public TimeSpan? MaxStaleness { get; private set; }

    /// <summary>Gets a value indicating whether it has caches, and all refuse what may be old.</summary>
    public bool RefusesStale
    {
        get
        {
            lock (Lock)
            {
                return _followers.Count > 0 && _followers.TrueForAll(static follower => follower.Terms.WhenStale != StalePolicy.ServeStale);
            }
        }
    }

    /// <summary>Gets the version that the readers of all its caches have; <see langword="null"/> if nothing has been loaded.</summary>
    public long? Applied
    {
        get
        {
            lock (Lock)
            {
                return _followers.Min(static follower => follower.Applied);
            }
        }
    }

    public void Add(IRegionFollower follower)
    {
        lock (Lock)
        {
            _followers.Add(follower);
            MaxStaleness = MaxStaleness < follower.Terms.MaxStaleness ? MaxStaleness : follower.Terms.MaxStaleness;
        }
    }

    /// <summary>Waits until no cache of this node reads what was loaded before a version.</summary>
    /// <inheritdoc cref="IRegionFollower.ReachAsync"/>
    public Task ReachAsync(long version, bool mayBeForgotten, CancellationToken cancellationToken)
    {
        IRegionFollower[] followers;
        lock (Lock)
        {
            followers = [.. _followers];
        }

        return Task.WhenAll(followers.Select(follower => follower.ReachAsync(version, mayBeForgotten, cancellationToken)));
    }

    public RegionMark Mark()
    {
        lock (Lock)
        {
            return _receiver.Mark();
        }
    }

    public RegionEffect Heard(RegionChange change)
    {
        lock (Lock)
        {
            var effect = _receiver.Heard(change);
            Apply(effect, change.Keys);
            return effect;
        }
    }

    public RegionEffect Checked(RegionMark mark, RegionPosition server, long leaseUntil, bool hasReadLog = false)
    {
        lock (Lock)
        {
            var lease = _receiver.LeaseUntil;
            var effect = _receiver.Checked(mark, server, leaseUntil, hasReadLog);
            Apply(effect, null);
            if (_receiver.LeaseUntil != lease)
            {
                foreach (var follower in _followers)
                {
                    follower.OnLease();
                }
            }

            return effect;
        }
    }

    /// <summary>Makes all invalid on this node only.</summary>
    public void Lose()
    {
        lock (Lock)
        {
            Apply(_receiver.Lose(), null);
        }
    }

    private void Apply(RegionEffect effect, IReadOnlyList<string>? keys)
    {
        if (effect is RegionEffect.All or RegionEffect.Keys)
        {
            foreach (var follower in _followers)
            {
                follower.OnInvalid(effect == RegionEffect.All ? null : keys);
            }
        }
    }
}
