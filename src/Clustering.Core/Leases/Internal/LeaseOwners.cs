using System.Globalization;
using Clustering.Nodes.Internal;

namespace Clustering.Leases.Internal;

/// <summary>Names who holds a lease: another name for each attempt to get one, unlike any other in the cluster.</summary>
internal sealed class LeaseOwners(NodeIdentity identity)
{
    private long _last;

    public string Next() => string.Create(CultureInfo.InvariantCulture, $"{identity.Id}/{Interlocked.Increment(ref _last)}");
}
