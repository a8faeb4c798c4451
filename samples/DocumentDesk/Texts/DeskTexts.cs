using System.ComponentModel.DataAnnotations;

namespace DocumentDesk.Texts;

/// <summary>The texts, with those that the desk begins with.</summary>
internal sealed record DeskTexts
{
    public const string Rule = "Each text has its limits, and only the notice may be empty.";

    [Required]
    [StringLength(40)]
    [Display(Name = "Name of the desk", Description = "At the top of every page")]
    public string DeskName { get; init; } = "Document Desk";

    [StringLength(200)]
    [Display(Name = "Notice", Description = "Above every page; empty for none")]
    public string? Notice { get; init; }

    [Required]
    [StringLength(60)]
    [Display(Name = "All documents", Description = "The heading of the list")]
    public string AllDocuments { get; init; } = "Documents";

    [Required]
    [StringLength(60)]
    [Display(Name = "Search", Description = "In the empty search field")]
    public string Search { get; init; } = "Search titles, authors, text";

    [Required]
    [StringLength(300)]
    [Display(Name = "Empty basket", Description = "On the page of the basket")]
    public string EmptyBasket { get; init; } = "It is empty. Open a document and put it in; it stays with you on every node until you sign out.";

    [Required]
    [StringLength(300)]
    [Display(Name = "No right to edit", Description = "For who may read a document and not change it")]
    public string ReadOnly { get; init; } = "You may read this document, not change it. Administrators grant the right.";
}
