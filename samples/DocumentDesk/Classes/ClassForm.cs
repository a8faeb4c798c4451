using System.ComponentModel.DataAnnotations;

namespace DocumentDesk.Classes;

/// <summary>A class as it is typed in.</summary>
internal sealed class ClassForm
{
    public const string Rule = "A class needs a name, two labels and one of the colours; at most 30 characters each.";

    [Required]
    [StringLength(30)]
    public string Name { get; set; } = "";

    [Required]
    public string Colour { get; set; } = "";

    [Required]
    [StringLength(30)]
    public string AuthorLabel { get; set; } = "";

    [Required]
    [StringLength(30)]
    public string DateLabel { get; set; } = "";

    /// <summary>Gets or sets the revision of the book that was read.</summary>
    public long Revision { get; set; }

    public bool IsValid => Validator.TryValidateObject(this, new(this), null, validateAllProperties: true) && ClassColours.All.Contains(Colour);

    public DocumentClass Of(string slug) => new(slug, Name.Trim(), Colour, AuthorLabel.Trim(), DateLabel.Trim());

    public static ClassForm Of(DocumentClass present, long revision) => new()
    {
        Name = present.Name,
        Colour = present.Colour,
        AuthorLabel = present.AuthorLabel,
        DateLabel = present.DateLabel,
        Revision = revision,
    };
}
