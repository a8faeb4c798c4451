using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Clustering.Operations.Internal;

/// <summary>What the endpoints for operations do.</summary>
internal static class OperationEndpoints
{
    public static async Task<IEnumerable<OperationQueueStatus>> ListAsync(IOperationQueues queues, CancellationToken cancellationToken) =>
        await queues.ListAsync(cancellationToken);

    public static Task<IResult> ListDeadLettersAsync(
        IOperationQueues queues, CancellationToken cancellationToken, string handler = "", int skip = 0, int take = 100) =>
        AnswerAsync(async () => TypedResults.Ok(
            (await queues.ListDeadLettersAsync(handler, skip, take, cancellationToken)).Select(OperationView.Of)));

    public static Task<IResult> FindAsync(IOperations operations, CancellationToken cancellationToken, string handler = "", string id = "") =>
        AnswerAsync(async () => await operations.FindAsync(handler, id, cancellationToken) is { } found
            ? TypedResults.Ok(OperationView.Of(found))
            : TypedResults.NotFound());

    public static Task<IResult> ReplayAsync(DeadLettersRequest request, IOperationQueues queues, CancellationToken cancellationToken) =>
        ActAsync(request, ids => queues.ReplayAsync(request.Handler ?? "", ids, cancellationToken));

    public static Task<IResult> DeleteAsync(DeadLettersRequest request, IOperationQueues queues, CancellationToken cancellationToken) =>
        ActAsync(request, ids => queues.DeleteAsync(request.Handler ?? "", ids, cancellationToken));

    public static Task<IResult> ReplayEditedAsync(EditedRequest request, IOperationQueues queues, CancellationToken cancellationToken) =>
        AnswerAsync(async () =>
        {
            if (string.IsNullOrEmpty(request.Payload))
            {
                return Refuse("payload", "There is none.");
            }

            return await queues.ReplayEditedAsync(request.Handler ?? "", request.Id ?? "", Encoding.UTF8.GetBytes(request.Payload), cancellationToken)
                ? TypedResults.Ok(new CountView(1))
                : TypedResults.NotFound();
        });

    public static Task<IResult> CancelAsync(OperationRequest request, ClaimsPrincipal user, IOperations operations, CancellationToken cancellationToken) =>
        AnswerAsync(async () => await operations.CancelAsync(request.Handler ?? "", request.Id ?? "", user.Identity?.Name ?? "", cancellationToken)
            ? TypedResults.NoContent()
            : TypedResults.NotFound());

    public static Task<IResult> PauseAsync(HandlerRequest request, IOperationQueues queues, CancellationToken cancellationToken) =>
        SwitchAsync(request, queues, handler => queues.PauseAsync(handler, cancellationToken), cancellationToken);

    public static Task<IResult> ResumeAsync(HandlerRequest request, IOperationQueues queues, CancellationToken cancellationToken) =>
        SwitchAsync(request, queues, handler => queues.ResumeAsync(handler, cancellationToken), cancellationToken);

    // Only what there is: a slip of the pen would be kept in Redis, and pause what is added one day.
    private static Task<IResult> SwitchAsync(
        HandlerRequest request, IOperationQueues queues, Func<string, ValueTask> act, CancellationToken cancellationToken) =>
        AnswerAsync(async () =>
        {
            if ((await queues.ListAsync(cancellationToken)).All(queue => queue.Handler != request.Handler))
            {
                return TypedResults.NotFound();
            }

            await act(request.Handler!);
            return TypedResults.NoContent();
        });

    private static Task<IResult> ActAsync(DeadLettersRequest request, Func<string[]?, ValueTask<int>> act) => AnswerAsync(async () =>
        request.All == (request.Ids is not null) || request.Ids?.Any(string.IsNullOrEmpty) == true
            ? Refuse("ids", "Name dead letters, or say \"all\": true.")
            : TypedResults.Ok(new CountView(await act(request.Ids))));

    private static async Task<IResult> AnswerAsync(Func<Task<IResult>> act)
    {
        try
        {
            return await act();
        }
        catch (ArgumentException exception)
        {
            return Refuse(exception.ParamName ?? "request", exception.Message);
        }
    }

    private static ValidationProblem Refuse(string field, string why) => TypedResults.ValidationProblem(new Dictionary<string, string[]> { [field] = [why] });
}
