namespace Clustering.Sessions;

/// <summary>
/// The session has ended (sign-out, revocation or expiry) since this request read it, so its changes were not stored.
/// </summary>
/// <remarks>Thrown only where the app itself asks for the change to be stored, as with <c>CommitAsync</c> or <c>IncrementAsync</c>.
/// Changes committed with the response are dropped instead: the visitor has left.</remarks>
public class SessionEndedException : InvalidOperationException
{
    /// <summary>Creates the exception with a general message.</summary>
    public SessionEndedException()
        : this("The session has ended (sign-out, revocation or expiry) since this request read it; its changes were not stored.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">What was not stored, and why.</param>
    public SessionEndedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    /// <param name="message">What was not stored, and why.</param>
    /// <param name="innerException">The cause.</param>
    public SessionEndedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
