using Clustering.Operations;

namespace Clustering.Contracts.Operations;

/// <summary>The handler of the tests: does what <see cref="NoteWork"/> says.</summary>
internal sealed class NoteHandler(NoteWork work) : IOperationHandler<Note>
{
    public Task HandleAsync(Note operation, OperationContext context, CancellationToken cancellationToken) =>
        work.RunAsync(operation, context, cancellationToken);
}
