namespace Clustering.Sessions;

/// <summary>What an endpoint does with the session. See <see cref="SessionAttribute"/>.</summary>
public enum SessionAccess
{
    /// <summary>
    /// Unknown: the session is read when the endpoint first asks for it. An endpoint that asks without <c>LoadAsync</c> makes a thread
    /// wait the first time; from then on its session is read ahead. This is what endpoints without the attribute have.
    /// </summary>
    OnDemand = 0,

    /// <summary>Nothing: there is no session, no read and no touch. Asking for it is an error.</summary>
    None = 1,

    /// <summary>It reads: the session is read before the endpoint runs. Changing it is an error.</summary>
    ReadOnly = 2,

    /// <summary>It reads and changes: the session is read before the endpoint runs, and stored before the client can act on the response.</summary>
    Required = 3,
}
