using Clustering.Contracts.Operations;
using Clustering.Core.RedisTests.Redis;
using Clustering.Operations;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Clustering.Core.RedisTests.Operations;

/// <summary>The contract of operations, on two nodes over Redis.</summary>
public sealed class RedisOperationTests : OperationContract
{
    private readonly string _cluster = ClusterNames.New("operations");

    private protected override async Task<OperationBackend> CreateAsync(Action<IClusterBuilder> build)
    {
        var work = new NoteWork();
        void Build(IClusterBuilder builder)
        {
            builder.Services.AddSingleton(work);
            build(builder);
        }

        TestNode[] nodes = [TestNode.Create(SharedRedis.Settings(_cluster), Build), TestNode.Create(SharedRedis.Settings(_cluster), Build)];
        await Task.WhenAll(nodes.Select(node => node.StartAsync()));
        return new TwoNodes(nodes) { Work = work };
    }

    private sealed class TwoNodes(TestNode[] nodes) : OperationBackend
    {
        public override IReadOnlyList<IOperations> Nodes { get; } = [.. nodes.Select(node => node.Services.GetRequiredService<IOperations>())];

        public override IReadOnlyList<IServiceProvider> Services { get; } = [.. nodes.Select(node => node.Services)];

        public override IOperationQueues Queues => nodes[^1].Services.GetRequiredService<IOperationQueues>();

        public override async ValueTask DisposeAsync()
        {
            foreach (var node in nodes)
            {
                await node.StopAsync();
                await node.DisposeAsync();
            }
        }
    }
}
