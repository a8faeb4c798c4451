using Clustering.Contracts;
using Clustering.Contracts.Operations;
using Clustering.Operations.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Clustering.Core.Tests.Operations;

/// <summary>Queues in the memory of a process, in random sequences.</summary>
public sealed class OperationQueueTests
{
    [Fact]
    public async Task Queue_InRandomSequences_NeverLosesOneAndRunsOneOfAKey()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddClusteringCore();
        using var host = builder.Build();
        var store = host.Services.GetRequiredService<InProcessOperationStore>();

        await SeededSequences.RunAsync(3_000, 2, seed => OperationSequence.RunAsync(seed, store));
    }
}
