using Microsoft.AspNetCore.Http;

namespace Clustering.Sessions.Internal;

/// <summary>What ties a session to its request: whether it may still be established, and the cookie.</summary>
internal sealed class SessionBinding(Func<bool> tryEstablish, HttpContext? context, SessionCookies cookies)
{
    /// <summary>Gets a value indicating whether a new session can still be given a cookie.</summary>
    public bool TryEstablish() => tryEstablish();

    /// <summary>Gets a value indicating whether a cookie can still be sent.</summary>
    public bool CanSendCookie => context is { Response.HasStarted: false };

    public void SendCookie(string credential) => cookies.Append(context!, credential);

    public void DeleteCookie()
    {
        if (CanSendCookie)
        {
            cookies.Delete(context!);
        }
    }
}
