using System.Collections.Concurrent;
using System.Text;
using Clustering.Nodes.Internal;
using Clustering.Redis.Internal;

namespace Clustering.Caches.Internal;

/// <summary>Books that one node loads for all, and the word that there is a new one.</summary>
internal sealed class CacheShares
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _news = new(StringComparer.Ordinal);
    private readonly RedisConnection _redis;

    public CacheShares(RedisConnection redis, CacheShareScripts scripts, INodeChannel channel)
    {
        _redis = redis;
        Scripts = scripts;
        channel.Handle(CacheShareScripts.Topic, payload =>
        {
            Tell(Encoding.UTF8.GetString(payload.Span));
            return ValueTask.CompletedTask;
        });
    }

    public CacheShareScripts Scripts { get; }

    /// <summary>Gets what the server calls its present run; <see langword="null"/> if nothing tells its runs apart, so that nothing can be shared safely.</summary>
    public string? Run => _redis.Current?.Primary.RunId is { Length: > 0 } run ? run : null;

    /// <summary>Gives what ends when there is something new of a region. To be called before asking.</summary>
    public Task NewsOf(string region) =>
        _news.GetOrAdd(region, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Says that there is something new.</summary>
    public void Tell(string region)
    {
        if (_news.TryRemove(region, out var news))
        {
            news.TrySetResult();
        }
    }
}
