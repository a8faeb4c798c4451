using Clustering.Sessions;
using DocumentDesk.Accounts;
using DocumentDesk.Books;
using DocumentDesk.Texts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace DocumentDesk.Pages.Admin;

[Session(SessionAccess.ReadOnly)]
internal sealed class TextsModel(BookEditor<TextBook> editor) : PageModel
{
    private DeskTexts? _typed;

    public TextBook Book { get; private set; } = TextBook.Initial;

    public DeskTexts Texts => _typed ?? Book.Texts;

    /// <summary>Gets why what was typed is not saved. It is kept.</summary>
    public string? NotSaved { get; private set; }

    /// <summary>Gets or sets a value indicating whether the page comes back from saving.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Saved { get; set; }

    public async Task OnGetAsync(CancellationToken cancellationToken) => Book = await editor.ReadAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(DeskTexts texts, long revision, CancellationToken cancellationToken)
    {
        if (ModelState.IsValid && await editor.ChangeAsync(revision, User.GetDisplayName(), book => book with { Texts = texts }, cancellationToken))
        {
            return Redirect("/admin/texts?saved=true");
        }

        (NotSaved, _typed) = (ModelState.IsValid ? BookProblems.ChangedMeanwhileText : DeskTexts.Rule, texts);
        Book = await editor.ReadAsync(cancellationToken);
        return Page();
    }
}
