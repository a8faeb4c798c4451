namespace DocumentDesk.Documents;

/// <summary>A document in a list of the JSON endpoints.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Title">Its title.</param>
/// <param name="Category">The kind's name.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="Date">Its date.</param>
/// <param name="Pages">How many pages it has.</param>
internal sealed record DocumentSummary(string Id, string Title, string Category, string Author, DateOnly Date, int Pages)
{
    public static DocumentSummary Of(Document document) =>
        new(document.Id, document.Title, document.Category.Name, document.Author, document.Date, document.Pages);
}
