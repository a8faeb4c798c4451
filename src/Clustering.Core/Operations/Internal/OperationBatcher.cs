namespace Clustering.Operations.Internal;

/// <summary>Enqueues operations of one type: at once while little is going on, and together what comes while others are under way.</summary>
internal sealed class OperationBatcher(string type, IReadOnlyList<OperationDefinition> definitions, IOperationStore store)
{
    /// <summary>How many one script puts in, about two milliseconds of the server's time.</summary>
    public const int Most = 500;

    private const int MostUnderWay = 2;

    private readonly Lock _lock = new();
    private readonly Queue<OperationGroup> _waiting = [];
    private int _underWay;
    private volatile OperationRoutes? _routes;

    /// <param name="drafts">At most <see cref="Most"/>.</param>
    public Task<string[]> AddAsync(OperationDraft[] drafts)
    {
        var group = new OperationGroup(drafts);
        lock (_lock)
        {
            _waiting.Enqueue(group);
            if (_underWay == MostUnderWay)
            {
                return group.Ids;
            }

            _underWay++;
        }

        _ = SendAsync();
        return group.Ids;
    }

    private async Task SendAsync()
    {
        var groups = new List<OperationGroup>();
        while (Take(groups))
        {
            try
            {
                await EnqueueAsync(groups).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                groups.ForEach(group => group.Fail(exception));
            }
        }
    }

    private bool Take(List<OperationGroup> groups)
    {
        groups.Clear();
        var count = 0;
        lock (_lock)
        {
            while (_waiting.TryPeek(out var group) && (count == 0 || count + group.Drafts.Length <= Most))
            {
                groups.Add(_waiting.Dequeue());
                count += group.Drafts.Length;
            }

            if (count == 0)
            {
                _underWay--;
            }
        }

        return count > 0;
    }

    private async Task EnqueueAsync(List<OperationGroup> groups)
    {
        var routes = _routes is { Handlers.Count: > 0 } known ? known : await FindRoutesAsync().ConfigureAwait(false);
        while (true)
        {
            if (routes.Handlers.Count == 0)
            {
                throw new InvalidOperationException(
                    $"No node has ever had a handler for {type}, so nobody would do it. Add one with AddOperationHandler, here or on the nodes that are to run it.");
            }

            groups.RemoveAll(group => !group.TryPrepare(routes));
            if (groups.Count == 0)
            {
                return;
            }

            var drafts = groups.Count == 1 ? groups[0].Drafts : [.. groups.SelectMany(static group => group.Drafts)];
            var (ids, current) = await store.EnqueueAsync(type, routes, drafts, CancellationToken.None).ConfigureAwait(false);
            _routes = routes = current;
            if (ids is not null)
            {
                Tell(groups, ids);
                return;
            }

            if (routes.Handlers.Count == 0 && definitions.Count > 0)
            {
                // Redis has forgotten them, with everything else.
                _routes = routes = await FindRoutesAsync().ConfigureAwait(false);
            }
        }
    }

    private static void Tell(List<OperationGroup> groups, string[] ids)
    {
        var at = 0;
        foreach (var group in groups)
        {
            group.Succeed(groups.Count == 1 ? ids : ids[at..(at + group.Drafts.Length)]);
            at += group.Drafts.Length;
        }
    }

    // Also says that this node has handlers, which it may not have been able to do before.
    private async Task<OperationRoutes> FindRoutesAsync()
    {
        var routes = new OperationRoutes("0", []);
        foreach (var definition in definitions)
        {
            routes = await store.RouteAsync(type, definition.Name, definition.Route, CancellationToken.None).ConfigureAwait(false);
        }

        if (definitions.Count == 0)
        {
            (_, routes) = await store.EnqueueAsync(type, routes, [], CancellationToken.None).ConfigureAwait(false);
        }

        return routes;
    }
}
