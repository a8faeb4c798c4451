namespace Clustering.Operations.Internal;

/// <summary>Where queues are. Every method may be repeated without harm, and throws <see cref="ClusterUnavailableException"/> if nobody answers.</summary>
internal interface IOperationStore
{
    /// <summary>Says that a type has a handler, or with <see langword="null"/> for its needs that it has not any more.</summary>
    Task<OperationRoutes> RouteAsync(string type, string handler, OperationRoute? route, CancellationToken cancellationToken);

    /// <summary>Puts operations in. If the routes are others than those named, it does nothing and tells them.</summary>
    /// <returns>The ids; or the routes.</returns>
    Task<(string[]? Ids, OperationRoutes Routes)> EnqueueAsync(string type, OperationRoutes routes, IReadOnlyList<OperationDraft> drafts, CancellationToken cancellationToken);

    Task<OperationTurnReply> TurnAsync(OperationTurn turn, CancellationToken cancellationToken);

    /// <summary>Keeps what a running operation says.</summary>
    /// <returns>What is kept of its steps; <see langword="null"/> = it is no longer run by that owner.</returns>
    Task<ReadOnlyMemory<byte>?> NoteAsync(string handler, string id, string owner, OperationNote note, ReadOnlyMemory<byte> value, CancellationToken cancellationToken);

    /// <summary>Finds the envelope of one that has not ended.</summary>
    Task<OperationEnvelope?> FindEnvelopeAsync(string handler, string id, CancellationToken cancellationToken);

    Task<OperationStatus?> FindAsync(string handler, string id, CancellationToken cancellationToken);

    Task<IReadOnlyList<OperationStatus>> ListDeadAsync(string handler, int skip, int take, CancellationToken cancellationToken);

    Task<OperationQueueStatus> CountAsync(string handler, CancellationToken cancellationToken);

    /// <summary>Puts back what is in no list.</summary>
    /// <returns>How many that were.</returns>
    Task<int> RepairAsync(string handler, CancellationToken cancellationToken);

    Task PauseAsync(string handler, bool isPaused, CancellationToken cancellationToken);

    /// <summary>Lists the names of all handlers of all types.</summary>
    Task<IReadOnlyList<string>> ListHandlersAsync(CancellationToken cancellationToken);
}

/// <summary>What a running operation says. The names in lower case are those in <c>operation-note.lua</c>.</summary>
internal enum OperationNote
{
    /// <summary>How far it is.</summary>
    Note,

    /// <summary>The result of a step.</summary>
    Step,

    /// <summary>Nothing: it asks for its steps.</summary>
    Read,
}
