using Clustering.Contracts.Reservations;
using Clustering.Testing;

namespace Clustering.Core.Tests.Reservations;

/// <summary>Reservations in this process, under a clock that the test turns.</summary>
internal sealed class InProcessReservationBackend(IServiceProvider services, ManualTimeProvider time) : ReservationBackend
{
    public override IServiceProvider Services { get; } = services;

    public InProcessReservationBackend Another() => new(Services, time);

    public override Task PassAsync(TimeSpan passed)
    {
        time.Advance(passed);
        return Task.CompletedTask;
    }

    public override Task SettleAsync() => Task.CompletedTask;
}
