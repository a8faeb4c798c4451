namespace Clustering.Operations.Internal;

/// <summary>What one caller enqueues, and waits for.</summary>
internal sealed class OperationGroup(OperationDraft[] drafts)
{
    private readonly TaskCompletionSource<string[]> _ids = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public OperationDraft[] Drafts { get; } = drafts;

    public Task<string[]> Ids => _ids.Task;

    public void Succeed(string[] ids) => _ids.TrySetResult(ids);

    public void Fail(Exception exception) => _ids.TrySetException(exception);

    /// <returns>Whether the app's code made it.</returns>
    public bool TryPrepare(OperationRoutes routes)
    {
        try
        {
            foreach (var draft in Drafts)
            {
                draft.Prepare(routes);
            }

            return true;
        }
        catch (Exception exception)
        {
            Fail(exception);
            return false;
        }
    }
}
