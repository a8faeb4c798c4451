using Clustering.Configuration.Internal;
using Clustering.Redis.Internal.Tls;

namespace Clustering.Redis.Internal;

/// <summary>The sentinels, and the name by which they know the primary.</summary>
internal sealed record SentinelSettings(string Master, IReadOnlyList<HostAndPort> Nodes)
{
    /// <summary>Gets the user for the sentinels themselves; never the one for Redis.</summary>
    public string? Username { get; init; }

    /// <summary>Gets the password for the sentinels themselves. Without one they are not asked for AUTH, whatever Redis wants.</summary>
    public string? Password { get; init; }

    /// <summary>Gets how this process reaches what the sentinels name.</summary>
    public RedisAddressMap AddressMap { get; init; } = RedisAddressMap.Empty;

    /// <summary>Gets how to speak TLS to the sentinels; <see langword="null"/>: without.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>Shows everything but the password.</summary>
    public override string ToString() => $"'{Master}' of the sentinels {string.Join(", ", Nodes)}";
}
