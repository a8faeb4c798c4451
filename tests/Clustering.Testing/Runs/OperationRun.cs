namespace Clustering.Testing.Runs;

/// <summary>One run of an operation: what its process wrote down of it.</summary>
public sealed record OperationRun
{
    /// <summary>Gets the id of the operation.</summary>
    public required string Id { get; init; }

    /// <summary>Gets its order key.</summary>
    public required string Key { get; init; }

    /// <summary>Gets which of its order key it is.</summary>
    public required int Sequence { get; init; }

    /// <summary>Gets the fence of the run.</summary>
    public required long Fence { get; init; }

    /// <summary>Gets which attempt it is.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Gets how many leases of the operation had been lost before.</summary>
    public int LostLeases { get; init; }

    /// <summary>Gets the process that ran it.</summary>
    public required string Process { get; init; }

    /// <summary>Gets when the handler began, in the ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public required long Began { get; init; }

    /// <summary>Gets when the handler ended; <see langword="null"/> if it never did.</summary>
    public long? Ended { get; init; }

    /// <summary>Gets a value indicating whether the handler ended by saying that it has succeeded.</summary>
    public bool IsDone { get; init; }

    /// <summary>Gets a value indicating whether the library said that its lease was lost.</summary>
    public bool IsLost { get; init; }

    /// <summary>Gets a value indicating whether its result was refused.</summary>
    public bool IsRefused { get; init; }

    /// <summary>Gets a value indicating whether its process was killed, and so may not have heard what became of it.</summary>
    public bool IsKilled { get; init; }

    /// <summary>Gets a value indicating whether it may be the run whose result counts.</summary>
    public bool MayCount => IsDone && !IsRefused;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Id} ({Key} {Sequence}), fence {Fence}, in {Process}, {LostLeases} leases lost before, attempt {Attempt}"
        + (IsDone ? ", done" : Ended is null ? ", unfinished" : ", cancelled") + (IsLost ? ", lost" : "") + (IsRefused ? ", refused" : "") + (IsKilled ? ", killed" : "");
}
