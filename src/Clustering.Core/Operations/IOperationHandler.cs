namespace Clustering.Operations;

/// <summary>Does what operations of a type ask for. One is made for each delivery, in a scope of its own.</summary>
/// <typeparam name="T">The type of the operations.</typeparam>
public interface IOperationHandler<in T>
{
    /// <summary>Does it. To return is to have succeeded; an exception means another attempt after a pause, until there are none left.</summary>
    /// <remarks>It may be called more than once for one operation. Where that does harm, <see cref="OperationContext.OnceAsync"/> keeps the results of steps, and
    /// <see cref="OperationContext.Fence"/> lets what is written to refuse whoever comes late.</remarks>
    /// <param name="operation">What is to be done.</param>
    /// <param name="context">What is known of it, and what may be said of it.</param>
    /// <param name="cancellationToken">Is cancelled when it should end: cancelled by somebody, out of time, its lease lost, or the node stops. After that
    /// nothing it says is taken as a success, but for an operation that was cancelled or is out of time and ends well all the same.</param>
    /// <returns>A task that ends when it is done.</returns>
    /// <exception cref="OperationRejectedException">It can never succeed: it is a dead letter at once.</exception>
    Task HandleAsync(T operation, OperationContext context, CancellationToken cancellationToken = default);
}
