using System.Collections.Concurrent;
using StackExchange.Redis;

namespace Clustering.Operations.Internal;

/// <summary>Every Redis key of operations.</summary>
/// <remarks>The braces make a hash tag: all keys of a cluster live in one slot, so one script may touch several.</remarks>
internal sealed class OperationKeys(string cluster)
{
    private readonly ConcurrentDictionary<string, OperationQueueKeys> _queues = new(StringComparer.Ordinal);

    /// <summary>Hash: type of operations → version of its routes, and a line for each handler. Stays: also what no node handles at present is to wait for its handlers.</summary>
    public RedisKey Routes { get; } = $"{{{cluster}}}:operation-routes";

    /// <summary>The keys of a handler's queue.</summary>
    public OperationQueueKeys Queue(string handler) =>
        _queues.GetOrAdd(handler, static (handler, cluster) => new($"{{{cluster}}}:operations:{handler}:"), cluster);

    /// <summary>String: the answer to an enqueueing, in case it is repeated. Expires two minutes after.</summary>
    public RedisKey Request(string id) => $"{{{cluster}}}:operation-request:{id}";

    /// <summary>String: the id of whoever came first with a deduplication key. Expires after its window.</summary>
    public RedisKey Deduplication(string type, string key) => $"{{{cluster}}}:operation-once:{type} {key}";
}
