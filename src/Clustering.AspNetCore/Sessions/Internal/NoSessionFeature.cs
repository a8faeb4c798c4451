using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Clustering.Sessions.Internal;

/// <summary>What an endpoint declared <see cref="SessionAccess.None"/> finds when it asks for a session all the same.</summary>
internal sealed class NoSessionFeature : ISessionFeature
{
    public static readonly NoSessionFeature Instance = new();

    public ISession Session
    {
        get => throw new InvalidOperationException(
            "This endpoint is declared [Session(SessionAccess.None)], so it has no session. Declare it ReadOnly or Required.");
        set => throw new InvalidOperationException("This endpoint is declared [Session(SessionAccess.None)], so it cannot be given a session.");
    }
}
