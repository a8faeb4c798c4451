using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Clustering.Operations.Internal;

/// <summary>An operation that this node runs, or is about to.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Its token outlives it, and a source whose timer was stopped holds nothing.")]
internal sealed class RunningOperation(OperationWorker worker, StartedOperation started, OperationEnvelope envelope, string owner, long fence, long taken)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private CancellationTokenSource? _token;
    private long _cancelledAt;
    private bool _isReported;
    private int _ending;

    public OperationWorker Worker { get; } = worker;

    public string Id { get; } = started.Id;

    public OperationEnvelope Envelope { get; } = envelope;

    public int FailedAttempts { get; } = started.FailedAttempts;

    public int LostLeases { get; } = started.LostLeases;

    /// <summary>Gets who runs it, as Redis has it.</summary>
    public string Owner { get; } = owner;

    public long Fence { get; } = fence;

    /// <summary>Gets the timestamp before the command was sent that brought it.</summary>
    public long Taken { get; } = taken;

    /// <summary>Gets or sets the timestamp up to which this node may rely on its lease.</summary>
    public long Deadline { get; set; }

    /// <summary>Gets why its token was cancelled; <see cref="OperationEnding.None"/> if it was not.</summary>
    public OperationEnding Ending => (OperationEnding)Volatile.Read(ref _ending);

    public bool IsLost => Ending == OperationEnding.Lost;

    public ReadOnlyMemory<byte> Result { get; private set; }

    /// <summary>Cancels its token, with a reason. The first stands; but that a lease was lost counts in any case.</summary>
    public bool End(OperationEnding ending)
    {
        var before = Interlocked.CompareExchange(ref _ending, (int)ending, (int)OperationEnding.None);
        if (before != (int)OperationEnding.None)
        {
            return ending == OperationEnding.Lost && Interlocked.Exchange(ref _ending, (int)OperationEnding.Lost) != (int)OperationEnding.Lost;
        }

        _ = Volatile.Read(ref _token)?.CancelAsync();
        return true;
    }

    /// <summary>Begins to run: makes its token.</summary>
    public CancellationTokenSource Begin(TimeSpan? timeout, TimeProvider time)
    {
        var token = timeout is { } limit ? new CancellationTokenSource(limit, time) : new CancellationTokenSource();
        token.Token.UnsafeRegister(state => Volatile.Write(ref _cancelledAt, ((TimeProvider)state!).GetTimestamp()), time);
        Volatile.Write(ref _token, token);
        Interlocked.MemoryBarrier();
        if (Ending != OperationEnding.None)
        {
            token.Cancel();
        }

        return token;
    }

    /// <summary>Says, once, for how long it has gone on though its token was cancelled; <see langword="null"/> if it has not, or not for long.</summary>
    public TimeSpan? IgnoresToken(TimeProvider time)
    {
        var at = Volatile.Read(ref _cancelledAt);
        if (at == 0 || _isReported || time.GetElapsedTime(at) < Patience)
        {
            return null;
        }

        _isReported = true;
        return time.GetElapsedTime(_cancelledAt);
    }

    public void SetResult<T>(T result) => Result = Worker.Serializer.Serialize(result);

    public async Task ReportAsync(string progress, CancellationToken cancellationToken) =>
        _ = await NoteAsync(OperationNote.Note, System.Text.Encoding.UTF8.GetBytes(progress), cancellationToken).ConfigureAwait(false);

    public async Task<T> OnceAsync<T>(string step, Func<CancellationToken, Task<T>> act, CancellationToken cancellationToken)
    {
        var kept = await NoteAsync(OperationNote.Read, default, cancellationToken).ConfigureAwait(false);
        if (OperationSteps.Find(kept, step) is { } earlier)
        {
            return Worker.Serializer.Deserialize<T>(earlier);
        }

        var result = await act(cancellationToken).ConfigureAwait(false);
        await NoteAsync(OperationNote.Step, OperationSteps.Write(step, Worker.Serializer.Serialize(result)), cancellationToken).ConfigureAwait(false);
        return result;
    }

    private async Task<ReadOnlyMemory<byte>> NoteAsync(OperationNote note, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        if (!IsLost && await Worker.Store.NoteAsync(Worker.Definition.Name, Id, Owner, note, value, cancellationToken).ConfigureAwait(false) is { } kept)
        {
            return kept;
        }

        Worker.Lose(this);
        throw new OperationCanceledException(
            string.Create(CultureInfo.InvariantCulture, $"The operation {Id} is no longer run by this node: its lease was lost. Stop."));
    }
}

/// <summary>Why an operation is to end before it is done.</summary>
internal enum OperationEnding
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>Its lease was lost: another node may run it.</summary>
    Lost,

    /// <summary>Somebody has cancelled it.</summary>
    Cancelled,

    /// <summary>It has taken too long.</summary>
    TimedOut,

    /// <summary>The node stops.</summary>
    Stopping,
}
