using Clustering.Contracts.Sessions;
using Clustering.Sessions;

namespace Clustering.Core.Tests.Sessions;

/// <summary>The contract of sessions, without Redis.</summary>
public sealed class InProcessSessionRecordsTests : SessionRecordsContract
{
    private protected override int RandomSequences => 4_000;

    private protected override int RandomLanes => 2;

    private protected override SessionBackend CreateBackend(ClusterSessionOptions options) => new InProcessSessionBackend(options);
}
