using System.Diagnostics.CodeAnalysis;
using Clustering.Leases;

namespace Clustering.Locks.Internal;

/// <summary>A lock in this process, in the hand of its holder.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer holds nothing, and its token outlives the lock.")]
internal sealed class InProcessLock : IClusterLock
{
    private static readonly object LetGo = new();

    private readonly InProcessLocks _locks;
    private readonly CancellationTokenSource _lost = new();
    private object? _end;

    public InProcessLock(InProcessLocks locks, string name, long fence, DateTimeOffset since)
    {
        _locks = locks;
        Name = name;
        Fence = fence;
        Since = since;
        Lost = _lost.Token;
    }

    public string Name { get; }

    public long Fence { get; }

    public DateTimeOffset Since { get; }

    public CancellationToken Lost { get; }

    public LeaseLoss? Loss => Volatile.Read(ref _end) as LeaseLoss;

    public bool IsHeld => Volatile.Read(ref _end) is null;

    public bool TryLetGo() => Interlocked.CompareExchange(ref _end, LetGo, null) is null;

    public void Lose(LeaseLoss loss)
    {
        if (Interlocked.CompareExchange(ref _end, loss, null) is null)
        {
            _ = _lost.CancelAsync();
        }
    }

    public ValueTask<bool> ReleaseAsync(CancellationToken cancellationToken = default)
    {
        _locks.Release(this);
        return new(Loss is null);
    }

    public ValueTask DisposeAsync()
    {
        _locks.Release(this);
        return ValueTask.CompletedTask;
    }
}
