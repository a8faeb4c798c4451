namespace Clustering.Benchmarks.SessionsLoad;

/// <summary>What all rounds of one app in one scenario came to.</summary>
internal sealed class Result(IReadOnlyList<Round> rounds)
{
    /// <summary>Gets the requests a second of the median round.</summary>
    public double PerSecond { get; } = rounds.Select(static round => round.PerSecond).Order().ElementAt(rounds.Count / 2);

    /// <summary>Gets the app's processor time per request, in microseconds. Neighbours on the machine disturb it less than the time.</summary>
    public double Processor { get; } = PerRequest(rounds, static round => round.Processor.TotalMicroseconds);

    /// <summary>Gets Redis's processor time per request, in microseconds.</summary>
    public double RedisProcessor { get; } = PerRequest(rounds, static round => round.RedisProcessor.TotalMicroseconds);

    public double Allocated { get; } = PerRequest(rounds, static round => round.Allocated);

    public double Commands { get; } = PerRequest(rounds, static round => round.Commands);

    public double RedisBytes { get; } = PerRequest(rounds, static round => round.RedisBytes);

    private static double PerRequest(IReadOnlyList<Round> rounds, Func<Round, double> amount) =>
        rounds.Sum(amount) / rounds.Sum(static round => round.Requests);
}

/// <summary>One scenario with both stores.</summary>
internal sealed record Comparison(Scenario Scenario, Result Stock, Result Ours)
{
    public double Ratio => Ours.PerSecond / Stock.PerSecond;

    public double BytesShare => Ours.RedisBytes / Stock.RedisBytes;

    /// <summary>Gets whether the scenario's targets were met; <see langword="null"/> if it has none.</summary>
    public bool? Passes => Scenario.LeastRatio is null && Scenario.MostBytes is null
        ? null
        : !(Ratio < Scenario.LeastRatio) && !(BytesShare > Scenario.MostBytes);
}
