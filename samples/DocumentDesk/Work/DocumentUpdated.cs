using Clustering.Operations;

namespace DocumentDesk.Work;

/// <summary>Somebody has saved a document. Handlers read what it is now.</summary>
/// <param name="Id">Its number.</param>
/// <param name="By">Who has saved it.</param>
/// <param name="At">When.</param>
[Operation("document-updated")]
internal sealed record DocumentUpdated(string Id, string By, DateTimeOffset At);
