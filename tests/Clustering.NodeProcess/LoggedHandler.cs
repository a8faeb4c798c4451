using Clustering.Operations;
using Clustering.Testing.Runs;

namespace Clustering.NodeProcess;

/// <summary>Takes its time, and writes down that it began and how it ended.</summary>
internal sealed class LoggedHandler(RunLog log) : IOperationHandler<LoggedWork>
{
    public async Task HandleAsync(LoggedWork operation, OperationContext context, CancellationToken cancellationToken)
    {
        Write(RunEvent.Began);
        try
        {
            await Task.Delay(operation.Milliseconds, operation.IsStubborn ? CancellationToken.None : cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Write(RunEvent.Cancelled);
            throw;
        }

        Write(RunEvent.Done);

        void Write(RunEvent what) => log.Write(new()
        {
            Event = what,
            Id = context.Id,
            Fence = context.Fence,
            Attempt = context.Attempt,
            LostLeases = context.LostLeases,
            Key = operation.Key,
            Sequence = operation.Sequence,
        });
    }
}
