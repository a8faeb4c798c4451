using Microsoft.Extensions.Logging;

namespace Clustering.Testing;

/// <summary>One line of a log.</summary>
/// <param name="Category">Who logged it.</param>
/// <param name="Level">How grave it is.</param>
/// <param name="EventId">Its id and name.</param>
/// <param name="Message">Its text, values filled in.</param>
/// <param name="Values">The values by name, as structured loggers get them.</param>
/// <param name="Exception">What was thrown, if anything.</param>
public sealed record LogEntry(
    string Category,
    LogLevel Level,
    EventId EventId,
    string Message,
    IReadOnlyDictionary<string, object?> Values,
    Exception? Exception)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Level} {Category}[{EventId.Id} {EventId.Name}] {Message}{(Exception is null ? "" : $" ({Exception})")}";
}
