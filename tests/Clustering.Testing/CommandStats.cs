namespace Clustering.Testing;

/// <summary>How often a server ran each command.</summary>
/// <param name="Calls">Calls by command, in lower case as Redis names it: <c>get</c>, <c>config|set</c>. Commands in scripts count.</param>
public sealed record CommandStats(IReadOnlyDictionary<string, long> Calls)
{
    /// <summary>Gets how many commands ran in all, those in scripts too.</summary>
    public long Total => Calls.Values.Sum();

    /// <summary>Gets how often a command ran; 0 if it did not.</summary>
    /// <param name="command">The command in lower case.</param>
    /// <returns>The number of calls.</returns>
    public long this[string command] => Calls.GetValueOrDefault(command);

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", Calls.OrderByDescending(c => c.Value).Select(c => $"{c.Key} {c.Value}"));
}
