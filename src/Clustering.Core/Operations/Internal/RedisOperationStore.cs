using Clustering.Leases.Internal;
using Clustering.Nodes.Internal;
using Clustering.Redis.Internal;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Clustering.Operations.Internal;

/// <summary>Queues in Redis.</summary>
internal sealed class RedisOperationStore(
    RedisConnection redis, OperationKeys keys, LeaseKeys leases, OperationChannel channel, OperationIds ids, NodeIdentity identity, IOptions<OperationOptions> options)
    : IOperationStore
{
    private readonly OperationEnqueueScript _enqueue = new(redis, keys, channel, ids);
    private readonly OperationTurnScript _turn = new(redis, keys, leases.Fence, channel, identity, options.Value.Lease);
    private readonly OperationNoteScript _note = new(redis, keys);
    private readonly OperationFindScript _find = new(redis, keys);
    private readonly OperationCheckScript _check = new(redis, keys);
    private readonly OperationRouteScript _route = new(redis, keys);
    private readonly OperationRepairScript _repair = new(redis, keys);

    public Task<OperationRoutes> RouteAsync(string type, string handler, OperationRoute? route, CancellationToken cancellationToken) =>
        _route.RunAsync(type, handler, route, cancellationToken);

    public Task<(string[]? Ids, OperationRoutes Routes)> EnqueueAsync(
        string type, OperationRoutes routes, IReadOnlyList<OperationDraft> drafts, CancellationToken cancellationToken) =>
        _enqueue.RunAsync(type, routes, drafts, cancellationToken);

    public Task<OperationTurnReply> TurnAsync(OperationTurn turn, CancellationToken cancellationToken) => _turn.RunAsync(turn, cancellationToken);

    public Task<ReadOnlyMemory<byte>?> NoteAsync(
        string handler, string id, string owner, OperationNote note, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        _note.RunAsync(handler, id, owner, note, value, cancellationToken);

    public Task<OperationStatus?> FindAsync(string handler, string id, CancellationToken cancellationToken) =>
        _find.FindAsync(handler, id, cancellationToken);

    public Task<IReadOnlyList<OperationStatus>> ListDeadAsync(string handler, int skip, int take, CancellationToken cancellationToken) =>
        _find.ListDeadAsync(handler, skip, take, cancellationToken);

    public Task<OperationQueueStatus> CountAsync(string handler, CancellationToken cancellationToken) => _check.RunAsync(handler, cancellationToken);

    public async Task<OperationEnvelope?> FindEnvelopeAsync(string handler, string id, CancellationToken cancellationToken)
    {
        var found = await redis.RunAgainAsync(
            (keys.Queue(handler).Jobs, id),
            static (generation, call) => generation.Database.HashGetAsync(call.Jobs, call.id),
            "find an operation",
            redis.Timeout,
            cancellationToken).ConfigureAwait(false);
        return found.IsNull ? null : OperationEnvelope.Read((byte[])found!);
    }

    public Task<int> RepairAsync(string handler, CancellationToken cancellationToken) => _repair.RunAsync(handler, cancellationToken);

    public Task PauseAsync(string handler, bool isPaused, CancellationToken cancellationToken) => redis.RunAgainAsync(
        (keys.Queue(handler).Stats, isPaused),
        static (generation, call) => call.isPaused
            ? generation.Database.HashSetAsync(call.Stats, "paused", "1")
            : generation.Database.HashDeleteAsync(call.Stats, "paused"),
        "pause a handler",
        redis.Timeout,
        cancellationToken);

    public async Task<IReadOnlyList<string>> ListHandlersAsync(CancellationToken cancellationToken)
    {
        var routes = await redis.RunAgainAsync(
            keys.Routes,
            static (generation, key) => generation.Database.HashGetAllAsync(key),
            "list handlers",
            redis.Timeout,
            cancellationToken).ConfigureAwait(false);
        return
        [
            .. routes
                .SelectMany(static entry => OperationRoutes.Parse(entry.Value.ToString()).Handlers)
                .Select(static route => route.Handler)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
    }
}
