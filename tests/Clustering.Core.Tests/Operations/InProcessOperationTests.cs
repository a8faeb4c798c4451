using Clustering.Contracts.Operations;
using Clustering.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Clustering.Core.Tests.Operations;

/// <summary>The contract of operations, without Redis: the node that an app gets with <c>redis.enabled</c> off.</summary>
public sealed class InProcessOperationTests : OperationContract
{
    private protected override async Task<OperationBackend> CreateAsync(Action<IClusterBuilder> build)
    {
        var work = new NoteWork();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(work);
        build(builder.AddClusteringCore());
        var host = builder.Build();
        await host.StartAsync(Cancel);
        return new Process(host) { Work = work };
    }

    private sealed class Process(IHost host) : OperationBackend
    {
        public override IReadOnlyList<IOperations> Nodes { get; } = [host.Services.GetRequiredService<IOperations>()];

        public override IReadOnlyList<IServiceProvider> Services { get; } = [host.Services];

        public override IOperationQueues Queues => host.Services.GetRequiredService<IOperationQueues>();

        public override async ValueTask DisposeAsync()
        {
            await host.StopAsync(TestContext.Current.CancellationToken);
            host.Dispose();
        }
    }
}
