using System.Text;
using Clustering.Operations;
using Clustering.Sessions;
using DocumentDesk.Work;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace DocumentDesk.Pages.Admin;

/// <summary>What there is to do and who has done what, and what becomes of what could not be done.</summary>
[Session(SessionAccess.ReadOnly)]
internal sealed class OperationsModel(IOperationQueues queues, WorkJournal journal) : PageModel
{
    private const int MostLetters = 20;

    public IReadOnlyList<OperationQueueStatus> Queues { get; private set; } = [];

    /// <summary>Gets the latest dead letters of all handlers.</summary>
    public IReadOnlyList<(string Handler, OperationStatus Letter)> Letters { get; private set; } = [];

    public IReadOnlyList<Run> Runs { get; private set; } = [];

    /// <summary>Gets or sets what was done, when the page comes back from that.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Did { get; set; }

    /// <summary>Gets or sets how many dead letters it was done to.</summary>
    [BindProperty(SupportsGet = true)]
    public int Count { get; set; }

    public string? Outcome => (Did, Count) switch
    {
        ("replayed", 0) or ("deleted", 0) => "Somebody else was faster: it is no dead letter any more.",
        ("replayed", 1) => "It runs again.",
        ("replayed", _) => $"{Count} run again.",
        ("deleted", _) => "Deleted.",
        ("paused", _) => "No node starts any of it until it is resumed.",
        ("resumed", _) => "It goes on.",
        _ => null,
    };

    public static string PayloadOf(OperationStatus letter) => Encoding.UTF8.GetString(letter.Payload.Span);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Queues = await queues.ListAsync(cancellationToken);
        var letters = await Task.WhenAll(Queues.Where(queue => queue.Dead > 0).Select(async queue =>
            (await queues.ListDeadLettersAsync(queue.Handler, take: MostLetters, cancellationToken: cancellationToken)).Select(letter => (queue.Handler, letter))));
        Letters = [.. letters.SelectMany(list => list)];
        Runs = await journal.ReadAsync(cancellationToken);
    }

    public Task<IActionResult> OnPostReplayAsync(string handler, string id, CancellationToken cancellationToken) =>
        ActAsync(handler, "replayed", () => queues.ReplayAsync(handler, [id], cancellationToken), cancellationToken);

    public Task<IActionResult> OnPostReplayAllAsync(string handler, CancellationToken cancellationToken) =>
        ActAsync(handler, "replayed", () => queues.ReplayAsync(handler, cancellationToken: cancellationToken), cancellationToken);

    public Task<IActionResult> OnPostReplayEditedAsync(string handler, string id, string payload, CancellationToken cancellationToken) => ActAsync(
        handler,
        "replayed",
        async () => await queues.ReplayEditedAsync(handler, id, Encoding.UTF8.GetBytes(payload), cancellationToken) ? 1 : 0,
        cancellationToken);

    public Task<IActionResult> OnPostDeleteAsync(string handler, string id, CancellationToken cancellationToken) =>
        ActAsync(handler, "deleted", () => queues.DeleteAsync(handler, [id], cancellationToken), cancellationToken);

    public Task<IActionResult> OnPostPauseAsync(string handler, CancellationToken cancellationToken) =>
        ActAsync(handler, "paused", () => NothingToCountAsync(queues.PauseAsync(handler, cancellationToken)), cancellationToken);

    public Task<IActionResult> OnPostResumeAsync(string handler, CancellationToken cancellationToken) =>
        ActAsync(handler, "resumed", () => NothingToCountAsync(queues.ResumeAsync(handler, cancellationToken)), cancellationToken);

    private static async ValueTask<int> NothingToCountAsync(ValueTask act)
    {
        await act;
        return 0;
    }

    private async Task<IActionResult> ActAsync(string handler, string did, Func<ValueTask<int>> act, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
        {
            return BadRequest();
        }

        // No others, so that nobody makes up new ones.
        if ((await queues.ListAsync(cancellationToken)).All(queue => queue.Handler != handler))
        {
            return NotFound();
        }

        return Redirect($"/admin/operations?did={did}&count={await act()}");
    }
}
