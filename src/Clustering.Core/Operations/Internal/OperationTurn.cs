namespace Clustering.Operations.Internal;

/// <summary>What a turn of a queue is to do: see <c>operation-turn.lua</c>.</summary>
internal sealed class OperationTurn
{
    public const int MostStarted = 64;

    /// <summary>Only acts, for a caller who knows nothing of the handler.</summary>
    public const int StartNothing = -1;

    public required string Handler { get; init; }

    /// <summary>Gets who calls: whoever repeats a turn is known by this and <see cref="Number"/>.</summary>
    public required string Caller { get; init; }

    public required long Number { get; init; }

    public int Start { get; init; } = StartNothing;

    public int Version { get; init; }

    public int MaxLostLeases { get; init; } = 5;

    public int MostInCluster { get; init; }

    public OrderPolicy Policy { get; init; }

    /// <summary>Gets what has ended well.</summary>
    public List<OperationDone> Done { get; } = [];

    public List<OperationAct> Acts { get; } = [];

    /// <summary>Gets when it was first sent.</summary>
    public long Sent { get; set; }
}

/// <summary>An operation that has ended well.</summary>
internal readonly record struct OperationDone(string Id, string Owner, string Key);

/// <summary>What else is to become of an operation.</summary>
internal readonly record struct OperationAct(OperationVerb Verb, string Id, string Owner = "", bool HasOutcome = false, ReadOnlyMemory<byte> Value = default, long Delay = 0);

/// <summary>What an act does. The names in lower case are those in the script.</summary>
internal enum OperationVerb
{
    /// <summary>It has ended well, and its result is kept.</summary>
    Keep,

    /// <summary>It has failed, and runs again after a pause.</summary>
    Retry,

    /// <summary>It has failed for good.</summary>
    Die,

    /// <summary>It is given back as if it had not started.</summary>
    Back,

    /// <summary>It has ended because somebody cancelled it.</summary>
    Ended,

    /// <summary>It is to be cancelled.</summary>
    Cancel,

    /// <summary>A dead letter is to run again.</summary>
    Replay,

    /// <summary>A dead letter is to be deleted.</summary>
    Remove,
}
