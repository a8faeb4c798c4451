using Clustering.Sessions;
using DocumentDesk.Accounts;
using DocumentDesk.Books;
using DocumentDesk.Classes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace DocumentDesk.Pages.Admin;

[Session(SessionAccess.ReadOnly)]
internal sealed class ClassesModel(BookEditor<ClassBook> editor) : PageModel
{
    private (string Slug, ClassForm Form)? _typed;

    public ClassBook Book { get; private set; } = ClassBook.Initial;

    /// <summary>Gets why what was typed is not saved. It is kept.</summary>
    public string? NotSaved { get; private set; }

    /// <summary>Gets or sets a value indicating whether the page comes back from saving.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Saved { get; set; }

    public ClassForm FormOf(DocumentClass one) => _typed is { } typed && typed.Slug == one.Slug ? typed.Form : ClassForm.Of(one, Book.Revision);

    public async Task OnGetAsync(CancellationToken cancellationToken) => Book = await editor.ReadAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(string slug, ClassForm form, CancellationToken cancellationToken)
    {
        if (ClassBook.Initial.Find(slug) is null)
        {
            return NotFound();
        }

        if (form.IsValid && await editor.ChangeAsync(form.Revision, User.GetDisplayName(), book => book.With(form.Of(slug)), cancellationToken))
        {
            return Redirect("/admin/classes?saved=true");
        }

        NotSaved = form.IsValid ? BookProblems.ChangedMeanwhileText : ClassForm.Rule;
        Book = await editor.ReadAsync(cancellationToken);
        form.Revision = Book.Revision;
        _typed = (slug, form);
        return Page();
    }
}
