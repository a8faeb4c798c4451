namespace Clustering.Operations.Internal;

/// <summary>An operation on its way into the queues.</summary>
internal abstract class OperationDraft(string id)
{
    private OperationRoutes? _routes;

    public string Id { get; } = id;

    public string? DeduplicationKey { get; init; }

    public TimeSpan Window { get; init; }

    /// <summary>Gets the moment from which on it may start, in Unix milliseconds; 0 = at once; negative = so many milliseconds from now.</summary>
    public long Due { get; init; }

    /// <summary>Gets what each handler gets, in the order of the routes; <see langword="null"/> = it is not for that one.</summary>
    public OperationEnvelope?[] Envelopes { get; private set; } = [];

    /// <summary>Makes the envelopes. It runs code of the app's, which may throw.</summary>
    public void Prepare(OperationRoutes routes)
    {
        if (!ReferenceEquals(_routes, routes))
        {
            Envelopes = routes.Handlers.Count == 1 ? [For(routes.Handlers[0])] : [.. routes.Handlers.Select(For)];
            _routes = routes;
        }
    }

    protected abstract OperationEnvelope? For(OperationRoute route);
}
