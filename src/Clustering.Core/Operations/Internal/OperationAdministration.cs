using Clustering.Nodes.Internal;

namespace Clustering.Operations.Internal;

/// <summary>What administrators see of operations, over whichever backend.</summary>
internal sealed class OperationAdministration(IOperationStore store, OperationIds ids, INodeChannel channel) : IOperationQueues
{
    private const int MostAtOnce = 250;

    public async ValueTask<IReadOnlyList<OperationQueueStatus>> ListAsync(CancellationToken cancellationToken = default)
    {
        var handlers = await store.ListHandlersAsync(cancellationToken).ConfigureAwait(false);
        return await Task.WhenAll(handlers.Select(handler => store.CountAsync(handler, cancellationToken))).ConfigureAwait(false);
    }

    public async ValueTask PauseAsync(string handler, CancellationToken cancellationToken = default)
    {
        OperationNames.CheckHandler(handler, nameof(handler));
        await store.PauseAsync(handler, isPaused: true, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask ResumeAsync(string handler, CancellationToken cancellationToken = default)
    {
        OperationNames.CheckHandler(handler, nameof(handler));
        await store.PauseAsync(handler, isPaused: false, cancellationToken).ConfigureAwait(false);
        await channel.PublishAsync(null, OperationSignals.Topic, System.Text.Encoding.UTF8.GetBytes($"ready\n{handler}"), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<OperationStatus>> ListDeadLettersAsync(
        string handler, int skip = 0, int take = 100, CancellationToken cancellationToken = default)
    {
        OperationNames.CheckHandler(handler, nameof(handler));
        ArgumentOutOfRangeException.ThrowIfNegative(skip);
        ArgumentOutOfRangeException.ThrowIfLessThan(take, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(take, 500);
        return await store.ListDeadAsync(handler, skip, take, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<int> ReplayAsync(string handler, IReadOnlyCollection<string>? ids = null, CancellationToken cancellationToken = default) =>
        await ActAsync(handler, OperationVerb.Replay, ids, cancellationToken).ConfigureAwait(false);

    public async ValueTask<int> DeleteAsync(string handler, IReadOnlyCollection<string>? ids = null, CancellationToken cancellationToken = default) =>
        await ActAsync(handler, OperationVerb.Remove, ids, cancellationToken).ConfigureAwait(false);

    public async ValueTask<bool> ReplayEditedAsync(
        string handler, string id, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default)
    {
        OperationNames.CheckHandler(handler, nameof(handler));
        OperationNames.Check(id, nameof(id));
        if (await store.FindEnvelopeAsync(handler, id, cancellationToken).ConfigureAwait(false) is not { } envelope)
        {
            return false;
        }

        return await ActAsync(handler, [new(OperationVerb.Replay, id, Value: envelope.With(payload).Write())], cancellationToken).ConfigureAwait(false) == 1;
    }

    public async ValueTask RetireAsync(string type, string handler, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        OperationNames.CheckHandler(handler, nameof(handler));
        await store.RouteAsync(type, handler, null, cancellationToken).ConfigureAwait(false);
    }

    private async Task<int> ActAsync(string handler, OperationVerb verb, IReadOnlyCollection<string>? named, CancellationToken cancellationToken)
    {
        OperationNames.CheckHandler(handler, nameof(handler));
        var count = 0;
        foreach (var chunk in named is null ? await ListAllAsync(handler, cancellationToken).ConfigureAwait(false) : named.Chunk(MostAtOnce))
        {
            count += await ActAsync(handler, [.. chunk.Select(id => new OperationAct(verb, id))], cancellationToken).ConfigureAwait(false);
        }

        return count;
    }

    // All first, and then the acts: those that die again meanwhile are not meant.
    private async Task<IEnumerable<string[]>> ListAllAsync(string handler, CancellationToken cancellationToken)
    {
        var all = new List<string>();
        while (await store.ListDeadAsync(handler, all.Count, MostAtOnce, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
        {
            all.AddRange(page.Select(static letter => letter.Id));
        }

        // The oldest first, as they once ran.
        all.Reverse();
        return all.Distinct(StringComparer.Ordinal).Chunk(MostAtOnce);
    }

    private async Task<int> ActAsync(string handler, OperationAct[] acts, CancellationToken cancellationToken)
    {
        var turn = new OperationTurn { Handler = handler, Caller = ids.Next(), Number = 1 };
        turn.Acts.AddRange(acts);
        var reply = await store.TurnAsync(turn, cancellationToken).ConfigureAwait(false);
        return reply.Results.Count(static result => result == '1');
    }
}
