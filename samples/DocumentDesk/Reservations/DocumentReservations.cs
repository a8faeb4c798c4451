using Clustering.Nodes;
using Clustering.Reservations;
using DocumentDesk.Accounts;
using DocumentDesk.Visitors;

namespace DocumentDesk.Reservations;

/// <summary>What a visitor does with reservations of documents: his hang on his session, and end with it.</summary>
internal sealed class DocumentReservations(
    IReservations reservations, IHttpContextAccessor accessor, Visitor visitor, IClusterNodes nodes, DemoUsers users)
{
    public const string Category = "document";

    /// <summary>The most characters of a note, a message or a reason: in any language they fit into what a reservation can carry.</summary>
    public const int LongestText = 300;

    public string MyName => users.NameOf(Me.User);

    private ReservationOwner Me => accessor.HttpContext!.GetReservationOwner();

    /// <summary>Reserves a document, or says who has it. Who has it already keeps it, with the same fence.</summary>
    public async Task<ReservationResult> ReserveAsync(string id, string? note, CancellationToken cancellationToken)
    {
        await visitor.GoOnAsync(Me.User, nodes.Self.Name, cancellationToken);
        return await reservations.TryReserveAsync(Of(id), Me, ReservationLifetime.Session, note, cancellationToken);
    }

    /// <summary>Reserves a document for a page that is opened.</summary>
    /// <remarks>
    /// Each page gets a fence of its own, by giving the document from the visitor to himself: it is free at no moment. So what the former
    /// page says when it is left, which may arrive after this one is open, is not about this one.
    /// </remarks>
    /// <param name="id">The document.</param>
    /// <param name="isSame">Whether the page only goes on, after saving: nobody says then that it was left.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<ReservationResult> OpenAsync(string id, bool isSame, CancellationToken cancellationToken)
    {
        await visitor.GoOnAsync(Me.User, nodes.Self.Name, cancellationToken);
        if (await reservations.FindAsync(Of(id), cancellationToken) is { } present && IsMine(present))
        {
            if (isSame)
            {
                return new(Of(id), present, null);
            }

            var moved = await reservations.TransferAsync(Of(id), Me, Me, ReservationLifetime.Session, present.Note, cancellationToken);
            if (moved.IsDone)
            {
                return new(Of(id), moved.Reservation, null);
            }
        }

        return await ReserveAsync(id, note: null, cancellationToken);
    }

    /// <summary>Gives back what a page had that is left, unless a newer page of the same visitor has it now.</summary>
    public async Task LeaveAsync(string id, long fence, CancellationToken cancellationToken) =>
        await reservations.ReleaseAsync(Of(id), Me, fence, cancellationToken);

    /// <summary>Gives a document back.</summary>
    /// <returns><see langword="null"/> if the visitor does not have it any more; else why it is not his to give back.</returns>
    public async Task<Refusal?> GiveBackAsync(string id, CancellationToken cancellationToken)
    {
        var outcome = await reservations.ReleaseAsync(Of(id), Me, cancellationToken: cancellationToken);
        return outcome.Status != ReservationStatus.Held ? null : Explain(outcome);
    }

    /// <summary>Gives back everything that the visitor has in this browser and in others.</summary>
    public async Task GiveBackAllAsync(CancellationToken cancellationToken)
    {
        foreach (var mine in await MineAsync(cancellationToken))
        {
            await GiveBackMineAsync(mine, cancellationToken);
        }
    }

    /// <summary>Gives back what the visitor has, in whichever browser.</summary>
    public async Task GiveBackMineAsync(string id, CancellationToken cancellationToken)
    {
        if (await reservations.FindAsync(Of(id), cancellationToken) is { } present && present.Owner.User == Me.User)
        {
            await GiveBackMineAsync(present, cancellationToken);
        }
    }

    /// <summary>Asks whether a document is still the visitor's.</summary>
    /// <returns><see langword="null"/> if it is; else what became of it.</returns>
    public async Task<Refusal?> WhyNotMineAsync(string id, CancellationToken cancellationToken)
    {
        var outcome = await reservations.RenewAsync(Of(id), Me, cancellationToken: cancellationToken);
        return outcome.IsDone ? null : Explain(outcome);
    }

    /// <summary>Asks whoever has it to let go.</summary>
    /// <returns>Who was asked, or <see langword="null"/> if it is free.</returns>
    public async Task<Holder?> AskAsync(string id, string message, CancellationToken cancellationToken) =>
        await reservations.AskToReleaseAsync(Of(id), Me.User, message, cancellationToken) is { } asked ? HolderOf(asked) : null;

    /// <summary>Ends somebody's reservation. Only for administrators.</summary>
    /// <param name="id">The document.</param>
    /// <param name="reason">What the holder is told.</param>
    /// <param name="seen">The fence of the reservation that the administrator has seen: somebody else may have the document by now.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<bool> ForceAsync(string id, string reason, long? seen, CancellationToken cancellationToken) =>
        await reservations.ForceReleaseAsync(Of(id), Me.User, reason, seen, cancellationToken);

    public async Task<DocumentReservation> FindAsync(string id, CancellationToken cancellationToken) =>
        await reservations.FindAsync(Of(id), cancellationToken) is { } present ? Show(present) : new(id, null);

    /// <summary>Gets everything that is reserved, by the document's number.</summary>
    public async Task<IReadOnlyDictionary<string, DocumentReservation>> AllAsync(CancellationToken cancellationToken) =>
        (await reservations.ListByCategoryAsync(Category, cancellationToken)).ToDictionary(present => present.Resource.Id, Show);

    /// <summary>Gets what the visitor has, in this browser and in others.</summary>
    public async Task<IReadOnlyList<Reservation>> MineAsync(CancellationToken cancellationToken) =>
        [.. (await reservations.ListByUserAsync(Me.User, cancellationToken)).Where(present => present.Resource.Category == Category)];

    public bool IsMine(Reservation present) => present.Owner == Me;

    public DocumentReservation Show(Reservation present) => new(present.Resource.Id, HolderOf(present), IsMine(present));

    public Holder HolderOf(Reservation present) => Holder.Of(present, users);

    /// <summary>Says who has what was asked for.</summary>
    public Refusal Refuse(ReservationResult result) => Refusal.HeldBy(HolderOf(result.Holder!), Me.User);

    private static ReservationResource Of(string id) => new(Category, id);

    private Refusal Explain(ReservationOutcome outcome) => Refusal.Of(outcome, Me.User, users);

    // One of another browser is ended by force: the page that is open there is told, as if somebody else had done it.
    private async Task GiveBackMineAsync(Reservation mine, CancellationToken cancellationToken)
    {
        if (IsMine(mine))
        {
            await reservations.ReleaseAsync(mine.Resource, Me, cancellationToken: cancellationToken);
        }
        else
        {
            await reservations.ForceReleaseAsync(mine.Resource, Me.User, "given back from another browser", mine.Fence, cancellationToken);
        }
    }
}
