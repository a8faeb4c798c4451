using Clustering.Sessions;
using DocumentDesk.Accounts;
using DocumentDesk.Documents;
using DocumentDesk.Reservations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace DocumentDesk.Pages;

/// <summary>A document open for writing at whom it is reserved for, and read-only at everybody else's.</summary>
[Session(SessionAccess.Required)]
internal sealed class EditModel(DocumentLibrary library, DocumentReservations reservations, DocumentEditor editor) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    public Document Shown { get; private set; } = null!;

    public DocumentForm Form { get; private set; } = new();

    /// <summary>Gets who has it instead, where the page is read-only.</summary>
    public Holder? Holder { get; private set; }

    /// <summary>Gets a value indicating whether the visitor may change documents of this class. The page is read-only otherwise, too.</summary>
    public bool MayEdit { get; private set; }

    public bool IsHeldByMyself => Holder?.User == User.Identity!.Name;

    public bool IsAdministrator => User.IsAdministrator();

    /// <summary>Gets why what was typed is not saved. It is kept.</summary>
    public string? NotSaved { get; private set; }

    /// <summary>Gets a value indicating whether the document must be reserved again before it can be saved.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Gets the fence of this page's reservation, by which it is given back when the page is left.</summary>
    public long PageFence { get; private set; }

    /// <summary>Gets or sets a value indicating whether the page comes back from saving.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Saved { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is { } notFound)
        {
            return notFound;
        }

        if (!MayEdit)
        {
            Form = DocumentForm.Of(Shown, fence: 0);
            return Page();
        }

        // First reserved, then read: what is read before may be changed until it is reserved.
        var result = await reservations.OpenAsync(Shown.Id, isSame: Saved, cancellationToken);
        Shown = await library.FindAsync(Shown.Id, cancellationToken) ?? Shown;
        PageFence = result.Granted?.Fence ?? 0;
        Holder = result.IsGranted ? null : reservations.HolderOf(result.Holder!);
        Form = DocumentForm.Of(Shown, PageFence);
        Form.Note = result.Granted?.Note;
        return Page();
    }

    public async Task<IActionResult> OnPostSaveAsync(DocumentForm form, CancellationToken cancellationToken)
    {
        if (await SaveAsync(form, cancellationToken) is { } notSaved)
        {
            return notSaved;
        }

        // Whoever has it already keeps it, with another note.
        await reservations.ReserveAsync(Shown.Id, form.Note, cancellationToken);
        return Redirect($"/documents/{Shown.Id}/edit?saved=true");
    }

    public async Task<IActionResult> OnPostDoneAsync(DocumentForm form, CancellationToken cancellationToken)
    {
        if (await SaveAsync(form, cancellationToken) is { } notSaved)
        {
            return notSaved;
        }

        await reservations.GiveBackAsync(Shown.Id, cancellationToken);
        return Redirect($"/documents/{Shown.Id}");
    }

    public async Task<IActionResult> OnPostCancelAsync(CancellationToken cancellationToken)
    {
        // Whether he may still read it or not.
        if (DocumentSeed.Find(Id) is not { } document)
        {
            return NotFound();
        }

        await reservations.GiveBackAsync(document.Id, cancellationToken);
        return Redirect($"/documents/{document.Id}");
    }

    /// <summary>Reserves the document again for what was typed and could not be saved.</summary>
    public async Task<IActionResult> OnPostAgainAsync(DocumentForm form, CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is { } notFound)
        {
            return notFound;
        }

        if (!MayEdit)
        {
            return Keep(form, Refusal.NoRight(Shown));
        }

        var result = await reservations.OpenAsync(Shown.Id, isSame: false, cancellationToken);
        Shown = await library.FindAsync(Shown.Id, cancellationToken) ?? Shown;
        if (!result.IsGranted)
        {
            return Keep(form, reservations.Refuse(result));
        }

        // With the new fence he may save over what was saved meanwhile; but he is told of it.
        NotSaved = Shown.Fence > form.Fence ? $"It is yours again, but {Shown.ChangedBy} has changed it meanwhile: saving puts your text in place of that." : null;
        form.Fence = PageFence = result.Granted.Fence;
        Form = form;
        return Page();
    }

    private async Task<IActionResult?> FindAsync(CancellationToken cancellationToken)
    {
        if (await library.FindAsync(Id, cancellationToken) is not { } document)
        {
            return NotFound();
        }

        (Shown, MayEdit) = (document, await library.MayEditAsync(document, cancellationToken));
        return null;
    }

    private async Task<IActionResult?> SaveAsync(DocumentForm form, CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is { } notFound)
        {
            return notFound;
        }

        if (!ModelState.IsValid)
        {
            (NotSaved, Form, PageFence) = ("A document needs a title and a summary, and has its limits.", form, form.Fence);
            return Page();
        }

        return await editor.SaveAsync(Shown, form, cancellationToken) is { } refusal ? Keep(form, refusal) : null;
    }

    private PageResult Keep(DocumentForm form, Refusal refusal)
    {
        (NotSaved, IsLost, Form) = (refusal.Text, !refusal.HasNoRight, form);
        PageFence = refusal.HasNoRight ? form.Fence : 0;
        return Page();
    }
}
