namespace DocumentDesk.Documents;

/// <summary>What somebody made of a document, as it is stored.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Summary">What is in it, in a sentence.</param>
/// <param name="Text">Its paragraphs.</param>
/// <param name="By">Who changed it.</param>
/// <param name="At">When.</param>
/// <param name="Fence">The fence of his reservation.</param>
internal sealed record DocumentChange(string Title, string Summary, IReadOnlyList<string> Text, string By, DateTimeOffset At, long Fence)
{
    public Document Of(Document original) => original with
    {
        Title = Title,
        Summary = Summary,
        Body = [Summary, .. Text],
        ChangedBy = By,
        ChangedAt = At,
        Fence = Fence,
    };
}
