namespace Clustering.Operations.Internal;

/// <summary>An operation of a type on its way into the queues.</summary>
internal sealed class OperationDraft<T>(
    string id, T operation, EnqueueOptions options, ReadOnlyMemory<byte> payload, string tokens, string trace, long created, IReadOnlyDictionary<string, OperationDefinition> definitions)
    : OperationDraft(id)
{
    protected override OperationEnvelope? For(OperationRoute route)
    {
        var definition = definitions.GetValueOrDefault(route.Handler) as OperationDefinition<T>;
        if (definition is null && route.Needs.Length > 0 && !(route.Needs == "k" && options.OrderKey is not null))
        {
            throw new InvalidOperationException(
                $"The handler '{route.Handler}' of {OperationType<T>.Name} has an order key or a filter, which only its code knows. "
                + "Add it to this node too, with Enabled = false if it is not to run here.");
        }

        if (definition?.Wants(operation) == false)
        {
            return null;
        }

        var key = options.OrderKey ?? definition?.OrderKey(operation) ?? "";
        OperationNames.CheckKey(key, nameof(options.OrderKey));
        return new()
        {
            Priority = (int)options.Priority,
            IsLatestOnly = definition?.IsLatestOnly == true && key.Length > 0,
            Version = OperationType<T>.Version,
            Key = key,
            Keep = (long)options.KeepOutcome.TotalMilliseconds,
            Tokens = tokens,
            Created = created,
            Type = OperationType<T>.Name,
            Trace = trace,
            Payload = payload,
        };
    }
}
