using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Clustering.Nodes.Internal;

/// <summary>Who this process is; made once at its start.</summary>
internal sealed class NodeIdentity(IOptions<NodeOptions> options, TimeProvider time)
{
    /// <summary>Gets the id: 80 random bits, so that no two starts ever share one.</summary>
    public string Id { get; } = RandomNumberGenerator.GetHexString(20, lowercase: true);

    // To the millisecond, as the record has it: a node is equal to itself as others see it.
    private readonly DateTimeOffset _startedAt = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    public ClusterNode Describe(ClusterNodeState state) => new(
        Id,
        options.Value.Name,
        options.Value.Address,
        options.Value.Zone,
        Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0",
        _startedAt,
        state);
}
