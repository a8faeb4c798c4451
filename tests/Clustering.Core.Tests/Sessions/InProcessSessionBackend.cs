using Clustering.Contracts.Sessions;
using Clustering.Sessions;
using Clustering.Sessions.Internal;
using Clustering.Testing;

namespace Clustering.Core.Tests.Sessions;

/// <summary>Sessions in this process, under a clock that the test turns.</summary>
internal sealed class InProcessSessionBackend : SessionBackend
{
    private readonly ManualTimeProvider _time = new();

    public InProcessSessionBackend(ClusterSessionOptions options) =>
        Sessions = new(Microsoft.Extensions.Options.Options.Create(options), new(), _time);

    public InProcessSessions Sessions { get; }

    public override ISessionRecords Records => Sessions;

    public override ISessionDirectory Directory => Sessions;

    public override Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }
}
