using DocumentDesk.Classes;

namespace DocumentDesk.Documents;

/// <summary>A document of the desk.</summary>
/// <param name="Id">Its number, as <c>D-1003</c>.</param>
/// <param name="Title">Its title.</param>
/// <param name="Class">What kind it is.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="Date">Its date.</param>
/// <param name="Pages">How many pages it has.</param>
/// <param name="Summary">What is in it, in a sentence.</param>
/// <param name="Body">Its text, a paragraph each.</param>
/// <param name="ChangedBy">Who changed it last; <see langword="null"/> if nobody has.</param>
/// <param name="ChangedAt">When.</param>
/// <param name="Fence">The fence of the reservation under which it was changed last, or 0.</param>
internal sealed record Document(
    string Id,
    string Title,
    DocumentClass Class,
    string Author,
    DateOnly Date,
    int Pages,
    string Summary,
    IReadOnlyList<string> Body,
    string? ChangedBy = null,
    DateTimeOffset? ChangedAt = null,
    long Fence = 0);
