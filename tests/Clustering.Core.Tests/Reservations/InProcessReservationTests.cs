using Clustering.Contracts.Reservations;
using Clustering.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Clustering.Core.Tests.Reservations;

/// <summary>The contract of reservations, without Redis.</summary>
public sealed class InProcessReservationTests : ReservationContract, IAsyncDisposable
{
    private readonly List<IHost> _hosts = [];

    // One after the other, each with a clock of its own: a clock turns for all that look at it.
    private protected override int RandomSequences => 4_000;

    private protected override int RandomLanes => 1;

    /// <summary>Ends what was started.</summary>
    /// <returns>A task that ends when it has ended.</returns>
    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }

    private protected override ReservationBackend Another(ReservationBackend backend) => ((InProcessReservationBackend)backend).Another();

    private protected override async Task<ReservationBackend> CreateAsync(params (string Key, string Value)[] settings)
    {
        var time = new ManualTimeProvider();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings.Append(("Clustering:Name", "test")).Select(pair => KeyValuePair.Create(pair.Item1, (string?)pair.Item2)));
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.AddClusteringCore();
        var host = builder.Build();
        _hosts.Add(host);
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new InProcessReservationBackend(host.Services, time);
    }
}
