namespace DocumentDesk.Documents;

/// <summary>A document in a list of the JSON endpoints.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Title">Its title.</param>
/// <param name="Class">The class' name.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="Date">Its date.</param>
/// <param name="Pages">How many pages it has.</param>
internal sealed record DocumentSummary(string Id, string Title, string Class, string Author, DateOnly Date, int Pages)
{
    public static DocumentSummary Of(Document document) =>
        new(document.Id, document.Title, document.Class.Name, document.Author, document.Date, document.Pages);
}
