namespace Clustering.Benchmarks.SessionsLoad;

/// <summary>What visitors do with their sessions, and how much better than the stock store we want to be at it.</summary>
/// <param name="Name">What it is called in the report.</param>
/// <param name="Path">The endpoint.</param>
/// <param name="SessionBytes">What each session holds; 0 = the visitors have none.</param>
internal sealed record Scenario(string Name, string Path, int SessionBytes)
{
    /// <summary>Gets how many times the stock store's requests a second ours must answer.</summary>
    public double? LeastRatio { get; private init; }

    /// <summary>Gets which share of the stock store's Redis bytes ours may send and receive at most.</summary>
    public double? MostBytes { get; private init; }

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("no session", "/untouched", 0),
        new("1 KiB, untouched", "/untouched", 1024) { LeastRatio = 2.0 },
        new("1 KiB, one key read", "/read", 1024) { LeastRatio = 1.5 },
        new("1 KiB, one key written", "/write", 1024) { LeastRatio = 1.3 },
        new("20 KiB, untouched", "/untouched", 20 * 1024),
        new("20 KiB, one key read", "/read", 20 * 1024),
        new("20 KiB, one key written", "/write", 20 * 1024),
        new("200 KiB, untouched", "/untouched", 200 * 1024),
        new("200 KiB, one key read", "/read", 200 * 1024) { LeastRatio = 5 },
        new("200 KiB, one key written", "/write", 200 * 1024) { LeastRatio = 8, MostBytes = 0.02 },
    ];
}
