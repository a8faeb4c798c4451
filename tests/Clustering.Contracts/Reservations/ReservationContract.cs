using Clustering.Reservations;
using Clustering.Sessions;

namespace Clustering.Contracts.Reservations;

/// <summary>What every place to keep reservations in does. Derive, say how to make one, done.</summary>
/// <remarks>Split by concern into the files beside this one.</remarks>
public abstract partial class ReservationContract
{
    private protected static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // What a machine that others use too may need for a few steps of a test. Real time passes only over Redis.
    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(15);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static readonly ReservationLifetime Hour = ReservationLifetime.Fixed(TimeSpan.FromHours(1));

    /// <summary>Makes a place for reservations with names of its own.</summary>
    private protected abstract Task<ReservationBackend> CreateAsync(params (string Key, string Value)[] settings);

    private static async Task<Reservation> ReserveAsync(
        ReservationBackend backend, string id, ReservationOwner owner, ReservationLifetime? lifetime = null, string? note = null)
    {
        var result = await backend.Reservations.TryReserveAsync(backend.Document(id), owner, lifetime ?? Hour, note, Cancel);
        Assert.True(result.IsGranted, $"'{id}' is held by {result.Holder?.Owner}.");
        Assert.Null(result.Holder);
        return result.Granted;
    }

    private static async Task<Reservation> RefusedAsync(
        ReservationBackend backend, string id, ReservationOwner owner, ReservationLifetime? lifetime = null)
    {
        var result = await backend.Reservations.TryReserveAsync(backend.Document(id), owner, lifetime ?? Hour, null, Cancel);
        Assert.False(result.IsGranted);
        return result.Holder!;
    }

    private static async Task<Reservation?> FindAsync(ReservationBackend backend, string id) =>
        await backend.Reservations.FindAsync(backend.Document(id), Cancel);

    private static async Task<ReservationStatus> RenewAsync(ReservationBackend backend, string id, ReservationOwner owner, TimeSpan? time = null) =>
        (await backend.Reservations.RenewAsync(backend.Document(id), owner, time, Cancel)).Status;

    private static async Task<ReservationStatus> ReleaseAsync(ReservationBackend backend, string id, ReservationOwner owner) =>
        (await backend.Reservations.ReleaseAsync(backend.Document(id), owner, cancellationToken: Cancel)).Status;

    private static ISessionDirectory Directory(ReservationBackend backend) => backend.Directory;
}
