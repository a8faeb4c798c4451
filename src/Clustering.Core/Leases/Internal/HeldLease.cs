using System.Diagnostics.CodeAnalysis;
using StackExchange.Redis;

namespace Clustering.Leases.Internal;

/// <summary>A lease as its holder sees it. It ends once, one way or the other: let go, or lost.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer holds nothing, and its token outlives the lease.")]
internal sealed class HeldLease
{
    // Kept apart from a loss by being none.
    private static readonly object LetGo = new();

    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost = new();
    private object? _end;
    private long _renewed;
    private long _deadline;

    public HeldLease(RedisKey record, string owner, string name, TimeProvider time)
    {
        Record = record;
        Owner = owner;
        Name = name;
        _time = time;
        Lost = _lost.Token;
    }

    public RedisKey Record { get; }

    public string Owner { get; }

    /// <summary>Gets what to call it in the log.</summary>
    public string Name { get; }

    /// <summary>Gets what is cancelled when it is lost. Letting go does not cancel it.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Gets why it was lost; <see langword="null"/> if it was not.</summary>
    public LeaseLoss? Loss => Volatile.Read(ref _end) as LeaseLoss;

    /// <summary>Gets a value indicating whether the holder may rely on it. Looks at the clock, which may be ahead of the timer.</summary>
    public bool IsHeld => Volatile.Read(ref _end) is null && _time.GetTimestamp() < Deadline;

    /// <summary>Gets the timestamp up to which the holder may rely on it.</summary>
    public long Deadline => Volatile.Read(ref _deadline);

    /// <summary>Gets the timestamp at which the command was sent that extended it last.</summary>
    public long Renewed => Volatile.Read(ref _renewed);

    /// <summary>Notes that a command, sent at a moment, has begun or extended it. An older one changes nothing.</summary>
    public void Extend(long sent, long deadline)
    {
        if (deadline > Deadline)
        {
            Volatile.Write(ref _renewed, sent);
            Volatile.Write(ref _deadline, deadline);
        }
    }

    /// <summary>Ends it as let go.</summary>
    /// <returns>Whether it had not ended.</returns>
    public bool TryLetGo() => Interlocked.CompareExchange(ref _end, LetGo, null) is null;

    /// <summary>Ends it as lost, and tells whoever waits for that. Their code runs on threads of the pool, never on the caller's.</summary>
    /// <returns>Whether it had not ended.</returns>
    public bool TryLose(LeaseLoss loss)
    {
        if (Interlocked.CompareExchange(ref _end, loss, null) is not null)
        {
            return false;
        }

        _ = _lost.CancelAsync();
        return true;
    }
}
