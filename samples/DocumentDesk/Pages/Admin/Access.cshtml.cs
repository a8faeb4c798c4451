using Clustering.Sessions;
using DocumentDesk.Access;
using DocumentDesk.Accounts;
using DocumentDesk.Books;
using DocumentDesk.Classes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace DocumentDesk.Pages.Admin;

[Session(SessionAccess.ReadOnly)]
internal sealed class AccessModel(BookEditor<AccessBook> editor) : PageModel
{
    private Dictionary<string, Dictionary<string, AccessLevel>>? _typed;

    public AccessBook Book { get; private set; } = AccessBook.Initial;

    /// <summary>Gets why what was chosen is not saved. It is kept.</summary>
    public string? NotSaved { get; private set; }

    /// <summary>Gets or sets how far it had come when the page came back from saving.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Saved { get; set; }

    public AccessLevel LevelOf(DocumentClass one, string role) =>
        _typed is null ? Book.LevelOf(role, one.Slug) : _typed.GetValueOrDefault(one.Slug)?.GetValueOrDefault(role) ?? AccessLevel.None;

    public async Task OnGetAsync(CancellationToken cancellationToken) => Book = await editor.ReadAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(Dictionary<string, Dictionary<string, AccessLevel>> levels, long revision, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid || levels.Any(list => ClassBook.Initial.Find(list.Key) is null || !AccessBook.IsValid(list.Value)))
        {
            return BadRequest();
        }

        var barrier = await editor.ChangeEverywhereAsync(
            revision, User.GetDisplayName(), book => levels.Aggregate(book, (changed, list) => changed.With(list.Key, list.Value)), cancellationToken);
        if (barrier is not null)
        {
            return Redirect($"/admin/access?saved={(barrier.IsComplete ? "everywhere" : "soon")}");
        }

        (NotSaved, _typed) = (BookProblems.ChangedMeanwhileText, levels);
        Book = await editor.ReadAsync(cancellationToken);
        return Page();
    }
}
