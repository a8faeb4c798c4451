using Clustering.Contracts.Sessions;
using Clustering.Sessions;

namespace Clustering.Core.Tests.Sessions;

/// <summary>The contract of sessions, without Redis.</summary>
public sealed class InProcessSessionRecordsTests : SessionRecordsContract
{
    private protected override SessionBackend CreateBackend(ClusterSessionOptions options) => new InProcessSessionBackend(options);
}
