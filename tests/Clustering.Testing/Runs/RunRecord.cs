using System.Globalization;

namespace Clustering.Testing.Runs;

/// <summary>One event of a run: a line in the log of the process that ran it.</summary>
public sealed record RunRecord
{
    /// <summary>Gets when, in the ticks of <see cref="System.Diagnostics.Stopwatch"/>, which all processes of a machine share.</summary>
    public long Timestamp { get; init; }

    /// <summary>Gets what happened.</summary>
    public RunEvent Event { get; init; }

    /// <summary>Gets the id of the operation.</summary>
    public string Id { get; init; } = "-";

    /// <summary>Gets the fence of the run.</summary>
    public long Fence { get; init; }

    /// <summary>Gets which attempt it is.</summary>
    public int Attempt { get; init; }

    /// <summary>Gets how many leases of it had been lost before.</summary>
    public int LostLeases { get; init; }

    /// <summary>Gets which of its order key it is.</summary>
    public int Sequence { get; init; }

    /// <summary>Gets its order key.</summary>
    public string Key { get; init; } = "-";

    /// <summary>Reads a line.</summary>
    /// <param name="line">As <see cref="ToString"/> writes it.</param>
    /// <returns>The event.</returns>
    public static RunRecord Parse(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var parts = line.Split(' ', 8);
        return new()
        {
            Timestamp = long.Parse(parts[0], CultureInfo.InvariantCulture),
            Event = Enum.Parse<RunEvent>(parts[1]),
            Id = parts[2],
            Fence = long.Parse(parts[3], CultureInfo.InvariantCulture),
            Attempt = int.Parse(parts[4], CultureInfo.InvariantCulture),
            LostLeases = int.Parse(parts[5], CultureInfo.InvariantCulture),
            Sequence = int.Parse(parts[6], CultureInfo.InvariantCulture),
            Key = parts[7],
        };
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Timestamp} {Event} {Id} {Fence} {Attempt} {LostLeases} {Sequence} {Key}");
}
