namespace Clustering;

/// <summary>
/// The cluster could not answer: Redis is away, too slow, or refused the command. What was asked for is unknown, never made up.
/// </summary>
/// <remarks>
/// Answer a web request with 503 and let the client try again. A change that ended in this exception may have been applied; the
/// message says so where it is possible.
/// </remarks>
public class ClusterUnavailableException : Exception
{
    /// <summary>Creates the exception with a general message.</summary>
    public ClusterUnavailableException()
        : this("The cluster could not answer.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What could not be answered, and what to do.</param>
    public ClusterUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    /// <param name="message">What could not be answered, and what to do.</param>
    /// <param name="innerException">What Redis or the connection said.</param>
    public ClusterUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
