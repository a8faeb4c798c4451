using System.Diagnostics.Metrics;
using System.Globalization;
using System.Reflection;
using Clustering.Core.Tests.Documentation;
using Clustering.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clustering.AspNetCore.Tests.Conventions;

/// <summary><c>docs/telemetry.md</c> against what both packages log and measure.</summary>
public sealed class TelemetryDocumentationTests
{
    private static readonly Page Telemetry = new("docs/telemetry.md");

    // A feature's events stay in its group, so that a person who sees an id knows where to look.
    private static readonly (string Namespace, int First, int Last)[] Groups =
    [
        ("Clustering.Configuration.Internal", 100, 199),
        ("Clustering.Nodes.Internal", 1000, 1099),
        ("Clustering.Redis.Internal", 1100, 1199),
        ("Clustering.Redis.Internal.Sentinels", 1200, 1299),
        ("Clustering.Diagnosis.Internal", 1300, 1399),
        ("Clustering.Leases.Internal", 2000, 2049),
        ("Clustering.Locks.Internal", 2050, 2099),
        ("Clustering.Reservations.Internal", 2100, 2199),
        ("Clustering.Caches.Internal", 4000, 4099),
        ("Clustering.Operations.Internal", 5000, 5099),
        ("Clustering.Sessions.Internal", 3000, 3099),
        ("Clustering.Caching.Internal", 3100, 3199),
    ];

    private static readonly Assembly[] Assemblies = [typeof(ClusterOptions).Assembly, typeof(SessionAttribute).Assembly];

    private static IEnumerable<(Type Type, LoggerMessageAttribute Message)> Events =>
        from assembly in Assemblies
        from type in assembly.GetTypes()
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        let message = method.GetCustomAttribute<LoggerMessageAttribute>()
        where message is not null
        select (type, message);

    [Fact]
    public void Events_HaveANameAndAnIdOfTheirOwnInTheGroupOfTheirFeature()
    {
        Assert.NotEmpty(Events);
        Assert.Empty(Events.GroupBy(found => found.Message.EventId).Where(group => group.Count() > 1).Select(group => group.Key));
        Assert.Empty(Events.GroupBy(found => found.Message.EventName).Where(group => group.Count() > 1).Select(group => group.Key));
        Assert.All(Events, found =>
        {
            var (_, first, last) = Assert.Single(Groups, group => group.Namespace == found.Type.Namespace);
            Assert.InRange(found.Message.EventId, first, last);
            Assert.False(string.IsNullOrEmpty(found.Message.EventName), $"{found.Message.EventId} has no EventName.");
        });
    }

    [Fact]
    public void Events_InTheTable_AreThoseThatAreLogged() => Assert.Equal(
        Events.Select(found => $"{found.Message.EventId} `{found.Message.EventName}` {found.Message.Level}").Order(StringComparer.Ordinal),
        Telemetry.Rows.Where(row => row.ContainsKey("Event"))
            .Select(row => $"{int.Parse(row["Id"], CultureInfo.InvariantCulture)} {row["Event"]} {row["Level"]}").Order(StringComparer.Ordinal));

    [Fact]
    public void Metrics_InTheTable_AreThoseThatAreMeasured()
    {
        var instruments = new List<Instrument>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => instruments.Add(instrument) };
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        foreach (var type in Assemblies.SelectMany(assembly => assembly.GetTypes()).Where(type => type.GetConstructor([typeof(IMeterFactory)]) is not null))
        {
            Activator.CreateInstance(type, meters);
        }

        // Other tests of this process publish theirs too; only those of our factory count, and only once the listener has started.
        listener.Start();
        var measured = instruments.Where(instrument => ReferenceEquals(instrument.Meter.Scope, meters)).ToList();

        Assert.NotEmpty(measured);
        Assert.All(measured, instrument => Assert.Equal(ClusterDiagnostics.MeterName, instrument.Meter.Name));
        Assert.Equal(
            measured.Select(instrument => $"`{instrument.Name}` {Kind(instrument)} `{instrument.Unit}` {instrument.Description}").Order(StringComparer.Ordinal),
            Telemetry.Rows.Where(row => row.ContainsKey("Instrument"))
                .Select(row => $"{row["Instrument"]} {row["Kind"]} {row["Unit"]} {row["Meaning"].Replace("`", "", StringComparison.Ordinal)}")
                .Order(StringComparer.Ordinal));
    }

    private static string Kind(Instrument instrument) => instrument.GetType().Name.Split('`')[0].ToLowerInvariant();
}
