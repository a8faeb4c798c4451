namespace DocumentDesk.News;

/// <summary>That somebody has saved a document.</summary>
/// <param name="Operation">The id of the operation that has told it: so that one that runs twice tells it once.</param>
/// <param name="Document">Which document.</param>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
internal sealed record NewsLine(string Operation, string Document, string By, DateTimeOffset At);
