namespace Clustering.Reservations;

/// <summary>
/// Says who works on what: a component is reserved by one user at a time, and everyone sees by whom.
/// </summary>
/// <remarks>
/// <para><b>What you can rely on.</b> As long as Redis keeps its data, no two owners hold one component at the same time. What is bound to a
/// session is free for others from the moment that session ends, whatever process crashes. Several components are reserved in one step, all
/// of them or none.</para>
/// <para><b>What you cannot.</b> A failover that nobody planned may forget the newest reservations, and a process that was paused may go on
/// believing in one it has lost. Where an overlap would do harm, pass <see cref="Reservation.Fence"/> to what you protect, and let it refuse
/// any number lower than the highest it has seen.</para>
/// <para>An owner who reserves what he holds already gets it again, with the same fence; the last wish decides note and lifetime. The
/// present holder is part of every no. Components are given once each; what is listed twice is answered once.</para>
/// </remarks>
/// <example>
/// <code language="csharp">
/// var document = new ReservationResource("document", id);
/// var result = await reservations.TryReserveAsync(document, context.GetReservationOwner(), ReservationLifetime.Session);
/// return result.IsGranted ? Edit(id) : ReadOnly(id, result.Holder!.Owner.User);
/// </code>
/// </example>
public interface IReservations
{
    /// <summary>Reserves a component, or answers who holds it.</summary>
    /// <param name="resource">The component.</param>
    /// <param name="owner">For whom.</param>
    /// <param name="lifetime">How long it is to live.</param>
    /// <param name="note">For others to read; at most 1,024 bytes.</param>
    /// <param name="cancellationToken">Stops waiting; it may be reserved all the same.</param>
    /// <returns>The reservation, or its holder.</returns>
    /// <exception cref="Sessions.SessionEndedException">It was to live as long as the owner's session, and that has ended or was never stored.</exception>
    /// <exception cref="ClusterUnavailableException">Redis did not answer, so nobody can say whose it is. It may have been reserved.</exception>
    ValueTask<ReservationResult> TryReserveAsync(
        ReservationResource resource, ReservationOwner owner, ReservationLifetime lifetime, string? note = null, CancellationToken cancellationToken = default);

    /// <summary>Reserves up to 1,000 components in one step.</summary>
    /// <param name="resources">The components.</param>
    /// <param name="owner">For whom.</param>
    /// <param name="lifetime">How long they are to live.</param>
    /// <param name="mode">What to do if some of them are held by others.</param>
    /// <param name="note">For others to read; at most 1,024 bytes.</param>
    /// <param name="cancellationToken">Stops waiting; they may be reserved all the same.</param>
    /// <returns>An answer for each component, in their order; each conflict with its holder.</returns>
    /// <exception cref="Sessions.SessionEndedException">They were to live as long as the owner's session, and that has ended or was never stored.</exception>
    /// <exception cref="ClusterUnavailableException">Redis did not answer. All of them may have been reserved, or none.</exception>
    ValueTask<IReadOnlyList<ReservationResult>> TryReserveAllAsync(
        IReadOnlyCollection<ReservationResource> resources,
        ReservationOwner owner,
        ReservationLifetime lifetime,
        ReservationMode mode = ReservationMode.AllOrNothing,
        string? note = null,
        CancellationToken cancellationToken = default);

    /// <summary>Reserves a component for as long as this process works on it, or answers who holds it.</summary>
    /// <remarks>The same owner's newer handle takes over from his older one, which is told.</remarks>
    /// <param name="resource">The component.</param>
    /// <param name="owner">For whom. A session is only part of his name here: it may end before the handle.</param>
    /// <param name="note">For others to read; at most 1,024 bytes.</param>
    /// <param name="cancellationToken">Stops waiting. It does not end what is held already.</param>
    /// <returns>The handle, or its holder.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer, so nobody can say whose it is. What it may have reserved ends with its lease.</exception>
    ValueTask<ReservationHold> TryHoldAsync(
        ReservationResource resource, ReservationOwner owner, string? note = null, CancellationToken cancellationToken = default);

    /// <summary>Asks whether a component is still the owner's, and lets one of a fixed time live longer.</summary>
    /// <remarks>Ask before you save. What has ended is not brought back: reserve it again.</remarks>
    /// <param name="resource">The component.</param>
    /// <param name="owner">Whose it should be.</param>
    /// <param name="time">For one of a fixed time: how long from now on. With <see langword="null"/> its end stays.</param>
    /// <param name="cancellationToken">Stops waiting; it may be renewed all the same.</param>
    /// <returns><see cref="ReservationStatus.Done"/>, or what became of it.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer. It may have been renewed.</exception>
    ValueTask<ReservationOutcome> RenewAsync(
        ReservationResource resource, ReservationOwner owner, TimeSpan? time = null, CancellationToken cancellationToken = default);

    /// <summary>Renews up to 1,000 components in one round trip. See <see cref="RenewAsync"/>.</summary>
    /// <param name="resources">The components.</param>
    /// <param name="owner">Whose they should be.</param>
    /// <param name="time">For those of a fixed time: how long from now on. With <see langword="null"/> their ends stay.</param>
    /// <param name="cancellationToken">Stops waiting; they may be renewed all the same.</param>
    /// <returns>An outcome for each component, in their order.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer. They may have been renewed.</exception>
    ValueTask<IReadOnlyList<ReservationOutcome>> RenewAllAsync(
        IReadOnlyCollection<ReservationResource> resources, ReservationOwner owner, TimeSpan? time = null, CancellationToken cancellationToken = default);

    /// <summary>Lets a component go. Of somebody else's nothing is changed.</summary>
    /// <param name="resource">The component.</param>
    /// <param name="owner">Whose it should be.</param>
    /// <param name="fence">The reservation that is meant, so that a late call spares a newer one of the owner's; with <see langword="null"/> whichever he has.</param>
    /// <param name="cancellationToken">Stops waiting; it may be released all the same.</param>
    /// <returns><see cref="ReservationStatus.Done"/>, or what became of it. Repeated at once, the answer is the same.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer. It may have been released.</exception>
    ValueTask<ReservationOutcome> ReleaseAsync(
        ReservationResource resource, ReservationOwner owner, long? fence = null, CancellationToken cancellationToken = default);

    /// <summary>Lets up to 1,000 components go, in one step.</summary>
    /// <param name="resources">The components.</param>
    /// <param name="owner">Whose they should be.</param>
    /// <param name="cancellationToken">Stops waiting; they may be released all the same.</param>
    /// <returns>An outcome for each component, in their order.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer. They may have been released.</exception>
    ValueTask<IReadOnlyList<ReservationOutcome>> ReleaseAllAsync(
        IReadOnlyCollection<ReservationResource> resources, ReservationOwner owner, CancellationToken cancellationToken = default);

    /// <summary>Gives a component on to another owner. It is free at no moment.</summary>
    /// <param name="resource">The component.</param>
    /// <param name="owner">Whose it should be.</param>
    /// <param name="newOwner">Who is to have it, with a new fence.</param>
    /// <param name="lifetime">How long it is to live there.</param>
    /// <param name="note">For others to read; at most 1,024 bytes.</param>
    /// <param name="cancellationToken">Stops waiting; it may be given on all the same.</param>
    /// <returns><see cref="ReservationStatus.Done"/> with the new reservation, or what became of the old one.</returns>
    /// <exception cref="Sessions.SessionEndedException">It was to live as long as the new owner's session, and that has ended or was never stored.</exception>
    /// <exception cref="ClusterUnavailableException">Redis did not answer. It may have been given on.</exception>
    ValueTask<ReservationOutcome> TransferAsync(
        ReservationResource resource,
        ReservationOwner owner,
        ReservationOwner newOwner,
        ReservationLifetime lifetime,
        string? note = null,
        CancellationToken cancellationToken = default);

    /// <summary>Ends a reservation against its holder's will. He is told, at once and when he next asks, by whom and why.</summary>
    /// <remarks>Who may do this is the app's to decide.</remarks>
    /// <param name="resource">The component.</param>
    /// <param name="by">Who does it. 1 to 256 bytes, without control characters.</param>
    /// <param name="reason">Why; at most 1,024 bytes.</param>
    /// <param name="fence">The reservation that is meant, as it was seen; with <see langword="null"/> whichever there is.</param>
    /// <param name="cancellationToken">Stops waiting; it may be ended all the same.</param>
    /// <returns><see langword="true"/> if it was there, and has ended.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer. It may have been ended.</exception>
    ValueTask<bool> ForceReleaseAsync(
        ReservationResource resource, string by, string reason, long? fence = null, CancellationToken cancellationToken = default);

    /// <summary>Asks the holder to let go: an event on every node, for whichever the holder's page is open on.</summary>
    /// <param name="resource">The component.</param>
    /// <param name="asker">Who asks. 1 to 256 bytes, without control characters.</param>
    /// <param name="message">What to tell the holder; at most 1,024 bytes.</param>
    /// <param name="cancellationToken">Stops waiting; he may be asked all the same.</param>
    /// <returns>The reservation of whoever was asked; <see langword="null"/> if nobody holds it.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer.</exception>
    ValueTask<Reservation?> AskToReleaseAsync(
        ReservationResource resource, string asker, string message, CancellationToken cancellationToken = default);

    /// <summary>Asks who holds a component.</summary>
    /// <param name="resource">The component.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <returns>Its reservation, or <see langword="null"/>.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer.</exception>
    ValueTask<Reservation?> FindAsync(ReservationResource resource, CancellationToken cancellationToken = default);

    /// <summary>Asks who holds up to 1,000 components.</summary>
    /// <param name="resources">The components.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <returns>The reservations of those that are held.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer.</exception>
    ValueTask<IReadOnlyDictionary<ReservationResource, Reservation>> FindAllAsync(
        IReadOnlyCollection<ReservationResource> resources, CancellationToken cancellationToken = default);

    /// <summary>Lists what a user holds, in all his sessions.</summary>
    /// <param name="user">The user.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <returns>The reservations, the oldest first.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer.</exception>
    ValueTask<IReadOnlyList<Reservation>> ListByUserAsync(string user, CancellationToken cancellationToken = default);

    /// <summary>Lists what is held in a session.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <returns>The reservations, the oldest first.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer.</exception>
    ValueTask<IReadOnlyList<Reservation>> ListBySessionAsync(string sessionId, CancellationToken cancellationToken = default);

    /// <summary>Lists what was reserved through a node.</summary>
    /// <param name="nodeId">The node.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <returns>The reservations, the oldest first.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer.</exception>
    ValueTask<IReadOnlyList<Reservation>> ListByNodeAsync(string nodeId, CancellationToken cancellationToken = default);

    /// <summary>Lists what is reserved of a category.</summary>
    /// <param name="category">The category.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <returns>The reservations, the oldest first.</returns>
    /// <exception cref="ClusterUnavailableException">Redis did not answer.</exception>
    ValueTask<IReadOnlyList<Reservation>> ListByCategoryAsync(string category, CancellationToken cancellationToken = default);

    /// <summary>Hears of what happens to reservations on any node.</summary>
    /// <remarks>
    /// An event may be lost when a connection breaks; <see cref="ReservationEventKind.Resync"/> then says that there was a gap. So take an event
    /// as a hint, and ask before you act on it.
    /// </remarks>
    /// <param name="handler">Called with one event after the other, so it must be short.</param>
    /// <returns>To be disposed in order to hear no more.</returns>
    IDisposable Subscribe(Func<ReservationEvent, ValueTask> handler);
}
