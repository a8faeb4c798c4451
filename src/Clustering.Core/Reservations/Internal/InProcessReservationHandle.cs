using System.Diagnostics.CodeAnalysis;
using Clustering.Leases;

namespace Clustering.Reservations.Internal;

/// <summary>A reservation that lives as long as its handle: here, nothing else than people can end it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer holds nothing, and its token outlives the handle.")]
internal sealed class InProcessReservationHandle(InProcessReservations reservations, Reservation reservation, string token) : IReservationHandle
{
    private readonly CancellationTokenSource _lost = new();
    private LeaseLoss? _loss;
    private int _hasEnded;

    public Reservation Reservation { get; } = reservation;

    public string Token { get; } = token;

    public long Fence => Reservation.Fence;

    public CancellationToken Lost => _lost.Token;

    public LeaseLoss? Loss => Volatile.Read(ref _loss);

    public bool IsHeld => Volatile.Read(ref _hasEnded) == 0;

    public void Lose(LeaseLoss loss)
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) == 0)
        {
            Volatile.Write(ref _loss, loss);
            _ = _lost.CancelAsync();
        }
    }

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) == 0)
        {
            reservations.LetGo(this);
        }

        return ValueTask.CompletedTask;
    }
}
