using System.Collections.Frozen;
using Clustering.Configuration.Internal;

namespace Clustering.Redis.Internal;

/// <summary>Addresses as the sentinels know them, and as this process reaches them: for containers and NAT.</summary>
internal sealed class RedisAddressMap(IReadOnlyDictionary<HostAndPort, HostAndPort> pairs) : IEquatable<RedisAddressMap>
{
    private readonly FrozenDictionary<HostAndPort, HostAndPort> _pairs = pairs.ToFrozenDictionary();

    public static RedisAddressMap Empty { get; } = new(new Dictionary<HostAndPort, HostAndPort>());

    /// <summary>Gives the address by which this process reaches what the sentinels call <paramref name="address"/>.</summary>
    public HostAndPort Reach(HostAndPort address) => _pairs.GetValueOrDefault(address, address);

    public bool Equals(RedisAddressMap? other) =>
        other is not null && _pairs.Count == other._pairs.Count && _pairs.All(pair => other.Reach(pair.Key) == pair.Value);

    public override bool Equals(object? obj) => Equals(obj as RedisAddressMap);

    public override int GetHashCode() => _pairs.Count;

    public override string ToString() =>
        string.Join(',', _pairs.Select(static pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal));
}
