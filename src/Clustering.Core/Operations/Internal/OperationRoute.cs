namespace Clustering.Operations.Internal;

/// <summary>One handler of a type of operations, as it stands in the routes: name, space, and letters for what whoever enqueues has to know.</summary>
/// <param name="Handler">The name of the handler.</param>
/// <param name="Needs">k = it has an order key, c = and takes the latest only, w = it has a filter. Only the handler's code knows them.</param>
internal sealed record OperationRoute(string Handler, string Needs)
{
    public override string ToString() => $"{Handler} {Needs}";

    public static OperationRoute Parse(string line) => line.Split(' ', 2) is [var handler, var needs] ? new(handler, needs) : new(line, "");
}

/// <summary>All handlers of a type of operations, and which version of that this is.</summary>
internal sealed record OperationRoutes(string Version, IReadOnlyList<OperationRoute> Handlers)
{
    public static OperationRoutes None { get; } = new("", []);

    public static OperationRoutes Parse(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries) is [var version, .. var lines]
        ? new(version, [.. lines.Select(OperationRoute.Parse)])
        : None;
}
