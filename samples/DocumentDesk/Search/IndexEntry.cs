using DocumentDesk.Documents;

namespace DocumentDesk.Search;

/// <summary>What is searched of a document.</summary>
/// <param name="Text">All of its text, folded.</param>
/// <param name="Fence">The fence of the run that has made it, or 0.</param>
internal sealed record IndexEntry(string Text, long Fence)
{
    public static IndexEntry Of(Document document, long fence) => new(
        FoldedText.Of(string.Join('\n', [document.Id, document.Title, document.Author, document.Summary, .. document.Body])), fence);
}
