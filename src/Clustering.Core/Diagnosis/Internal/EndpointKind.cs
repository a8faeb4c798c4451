using System.Net;
using Clustering.Configuration.Internal;
using Clustering.Redis.Internal;

namespace Clustering.Diagnosis.Internal;

/// <summary>What differs between a sentinel and Redis on the way there: how the checks are called, and which settings to correct.</summary>
/// <param name="Checks">How the names of its checks begin.</param>
/// <param name="Program">What listens there.</param>
/// <param name="Where">The remedy for a wrong address.</param>
/// <param name="Username">The setting of the user.</param>
/// <param name="Password">The setting of the password.</param>
/// <param name="Tls">The setting that turns TLS on.</param>
internal sealed record EndpointKind(string Checks, string Program, string Where, string Username, string Password, string Tls)
{
    public static EndpointKind Sentinel { get; } = new(
        Internal.Checks.Sentinel,
        "a sentinel",
        $"correct {RedisSettingTable.Nodes.Path}; sentinels usually listen on port {RedisSettingTable.SentinelPort}",
        RedisSettingTable.SentinelUsername.Path,
        RedisSettingTable.SentinelPassword.Path,
        RedisSettingTable.SentinelSsl.Path);

    /// <summary>Gets Redis, where the settings say where it is.</summary>
    public static EndpointKind Redis { get; } = new(
        Internal.Checks.Redis,
        "Redis",
        $"correct {RedisSettingTable.Host.Path} and .port (or .url)",
        RedisSettingTable.Username.Path,
        RedisSettingTable.Password.Path,
        RedisSettingTable.Ssl.Path);

    /// <summary>Redis, where the sentinels say where it is.</summary>
    public static EndpointKind Primary(HostAndPort address) => Redis with
    {
        Where = IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip)
            ? "the sentinels name an address that is every machine's own: where they are elsewhere, their 'sentinel monitor' has to name one that all reach"
            : $"say in {RedisSettingTable.AddressMap.Path} how this process reaches {address}, which is what the sentinels call it",
    };
}
