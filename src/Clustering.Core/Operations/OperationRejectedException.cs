namespace Clustering.Operations;

/// <summary>Thrown by a handler that knows that an operation can never succeed: it becomes a dead letter without another attempt.</summary>
public class OperationRejectedException : Exception
{
    /// <summary>Creates the exception with a general message.</summary>
    public OperationRejectedException()
        : this("The operation can never succeed.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">Why, for whoever looks at the dead letter.</param>
    public OperationRejectedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    /// <param name="message">Why, for whoever looks at the dead letter.</param>
    /// <param name="innerException">What went wrong.</param>
    public OperationRejectedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
