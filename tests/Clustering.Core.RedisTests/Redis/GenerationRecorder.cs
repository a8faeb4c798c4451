using System.Collections.Concurrent;
using Clustering.Redis.Internal;

namespace Clustering.Core.RedisTests.Redis;

/// <summary>Notes the generations it is told of.</summary>
internal sealed class GenerationRecorder(Action<RedisGeneration>? then = null) : IRedisGenerationObserver
{
    private readonly ConcurrentQueue<long> _numbers = [];

    public IReadOnlyCollection<long> Numbers => _numbers;

    public Task OnGenerationAsync(RedisGeneration generation, CancellationToken cancellationToken)
    {
        _numbers.Enqueue(generation.Number);
        then?.Invoke(generation);
        return Task.CompletedTask;
    }
}
