using System.Globalization;

namespace Clustering.Core.Tests.Caches;

/// <summary>Whatever order things happen in, lost messages and forgotten steps included, nothing old is kept.</summary>
public sealed class RegionInterleavingTests
{
    private const int Interleavings = 10_000;
    private const string SeedVariable = "CLUSTERING_TEST_SEED";

    [Fact]
    public void Snapshot_InRandomInterleavings_IsNeverOlderThanPromisedAndRightInTheEnd()
    {
        var (overtaken, failovers) = (0, 0);
        foreach (var seed in Seeds())
        {
            var world = new RegionWorld(seed);
            world.Run();
            overtaken += world.Overtaken;
            failovers += world.Failovers;
        }

        Assert.True(overtaken > Interleavings && failovers > Interleavings, $"{overtaken} loads overtaken, {failovers} failovers: too few to show anything.");
    }

    [Fact]
    public void Values_InRandomInterleavings_AreNeverOlderThanPromisedAndRightInTheEnd()
    {
        var (overtaken, caughtUp, failovers) = (0, 0, 0);
        foreach (var seed in Seeds())
        {
            var world = new ShelfWorld(seed);
            world.Run();
            overtaken += world.Overtaken;
            caughtUp += world.CaughtUp;
            failovers += world.Failovers;
        }

        Assert.True(
            overtaken > Interleavings && caughtUp > Interleavings / 10 && failovers > Interleavings,
            $"{overtaken} loads overtaken, {caughtUp} times the log led on, {failovers} failovers: too few to show anything.");
    }

    private static IEnumerable<int> Seeds()
    {
        var given = Environment.GetEnvironmentVariable(SeedVariable);
        var first = given is { Length: > 0 } ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next(1_000_000_000);
        TestContext.Current.TestOutputHelper?.WriteLine($"Seeds from {first}; to repeat one, set {SeedVariable} to it.");
        return Enumerable.Range(first, Interleavings);
    }
}
