using Clustering.Contracts;
using Clustering.Contracts.Operations;
using Clustering.Core.RedisTests.Redis;
using Clustering.Operations.Internal;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Clustering.Core.RedisTests.Operations;

/// <summary>Queues in Redis beside those in the memory of a process: the same rules, written twice, give the same answers.</summary>
public sealed class OperationTwinTests
{
    [Fact]
    public async Task Queues_InRandomSequences_AnswerAsTheirTwinsDo_AndAsBeforeWhenRepeated()
    {
        await using var node = await TestNode.StartAsync(SharedRedis.Settings(ClusterNames.New()));
        var redis = node.Services.GetRequiredService<RedisOperationStore>();
        var process = node.Services.GetRequiredService<InProcessOperationStore>();

        await SeededSequences.RunAsync(400, 8, seed => OperationSequence.RunAsync(seed, redis, process));
        await node.StopAsync();
    }
}
