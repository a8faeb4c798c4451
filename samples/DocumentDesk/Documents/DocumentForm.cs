using System.ComponentModel.DataAnnotations;
using DocumentDesk.Reservations;

namespace DocumentDesk.Documents;

/// <summary>A document as it is typed in.</summary>
internal sealed class DocumentForm
{
    [Required]
    [StringLength(200)]
    public string Title { get; set; } = "";

    [Required]
    [StringLength(500)]
    public string Summary { get; set; } = "";

    /// <summary>Gets or sets the paragraphs, with an empty line between two of them.</summary>
    [StringLength(20_000)]
    public string? Text { get; set; } = "";

    /// <summary>Gets or sets what others are to read while it is reserved. It is no part of the document.</summary>
    [StringLength(DocumentReservations.LongestText)]
    public string? Note { get; set; }

    /// <summary>Gets or sets the fence of the reservation under which the text was read.</summary>
    public long Fence { get; set; }

    public static DocumentForm Of(Document document, long fence) => new()
    {
        Title = document.Title,
        Summary = document.Summary,
        Text = string.Join("\n\n", document.Body.Skip(1)),
        Fence = fence,
    };

    public DocumentChange ToChange(string by) => new(
        Title.Trim(),
        Summary.Trim(),
        [.. (Text ?? "").ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
        by,
        TimeProvider.System.GetUtcNow(),
        Fence);
}
