using System.Collections.Concurrent;
using Clustering.Operations;

namespace Clustering.Contracts.Operations;

/// <summary>What the handlers of a test do, on all its nodes, and what they have done.</summary>
internal sealed class NoteWork
{
    private readonly ConcurrentQueue<NoteRun> _runs = [];

    /// <summary>Gets or sets what a handler does; nothing unless the test says so.</summary>
    public Func<Note, OperationContext, CancellationToken, Task> Do { get; set; } = static (_, _, _) => Task.CompletedTask;

    /// <summary>Gets the runs in the order in which they began.</summary>
    public IReadOnlyList<NoteRun> Runs => [.. _runs];

    /// <summary>Gets the numbers of what has been run by a handler, in the order in which the runs began.</summary>
    public IReadOnlyList<int> Numbers(string handler = "index") => [.. _runs.Where(run => run.Handler == handler).Select(run => run.Note.Number)];

    public async Task RunAsync(Note note, OperationContext context, CancellationToken cancellationToken)
    {
        var run = new NoteRun(note, context.Id, context.Handler, context.Attempt, context.LostLeases, context.Fence);
        _runs.Enqueue(run);
        await Do(note, context, cancellationToken);
        run.HasSucceeded = true;
    }
}

/// <summary>One run of a handler.</summary>
internal sealed record NoteRun(Note Note, string Id, string Handler, int Attempt, int LostLeases, long Fence)
{
    public bool HasSucceeded { get; set; }
}
