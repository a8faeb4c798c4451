using System.Globalization;
using System.Text;
using Clustering.Nodes.Internal;
using Clustering.Redis.Internal;
using StackExchange.Redis;

namespace Clustering.Operations.Internal;

/// <summary>The C# face of <c>operation-enqueue.lua</c>: the only place that knows the order of its keys and arguments.</summary>
internal sealed class OperationEnqueueScript(RedisConnection redis, OperationKeys keys, OperationChannel channel, OperationIds ids)
{
    private const int KeysOfAQueue = 8;

    private static readonly RedisScript Script = new("operation-enqueue.lua");
    private static readonly RedisValue Now = "0", NoKey = "0", NotFor = "";

    public async Task<(string[]? Ids, OperationRoutes Routes)> RunAsync(
        string type, OperationRoutes routes, IReadOnlyList<OperationDraft> drafts, CancellationToken cancellationToken)
    {
        var handlers = routes.Handlers;
        var named = new List<RedisKey>(2 + (handlers.Count * KeysOfAQueue)) { keys.Routes, keys.Request(ids.Next()) };
        foreach (var route in handlers)
        {
            var queue = keys.Queue(route.Handler);
            named.AddRange([queue.Jobs, .. queue.Ready, queue.Lines, queue.Next, queue.Due, queue.Stats]);
        }

        var (at, values) = (5, new RedisValue[5 + handlers.Count + (drafts.Count * (4 + handlers.Count))]);
        (values[0], values[1], values[2], values[3], values[4]) = (type, routes.Version, channel.Name, handlers.Count, OperationChannel.Topic);
        foreach (var route in handlers)
        {
            values[at++] = route.Handler;
        }

        foreach (var draft in drafts)
        {
            values[at++] = draft.Id;
            values[at++] = draft.DeduplicationKey is { } key ? Declare(named, keys.Deduplication(type, key)) : NoKey;
            values[at++] = (long)draft.Window.TotalMilliseconds;
            values[at++] = draft.Due switch
            {
                0 => Now,
                < 0 => string.Create(CultureInfo.InvariantCulture, $"+{-draft.Due}"),
                _ => draft.Due,
            };
            foreach (var envelope in draft.Envelopes)
            {
                values[at++] = envelope?.Write() ?? NotFor;
            }
        }

        var reply = (RedisResult[])(await redis.RunAsync(Script, [.. named], values, redis.Timeout, cancellationToken).ConfigureAwait(false))!;
        if ((int)reply[0] == 0)
        {
            return (null, OperationRoutes.Parse((string?)reply[1] ?? ""));
        }

        var result = new string[drafts.Count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = drafts[i].Id;
        }

        for (var i = 1; i < reply.Length; i += 2)
        {
            result[(int)reply[i] - 1] = (string)reply[i + 1]!;
        }

        return (result, routes);
    }

    private static RedisValue Declare(List<RedisKey> named, RedisKey key)
    {
        named.Add(key);
        return named.Count;
    }
}
