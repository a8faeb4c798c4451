using Clustering.Internal;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Clustering.Sessions.Internal;

/// <summary>
/// Sees to it that the session is stored before the client can act on the response: before its first byte, and where the session changes
/// later, before its last.
/// </summary>
/// <remarks>
/// Three nets, each catching what passes the one before: every write through the response's body stores first (and can still throw, so
/// that the visitor gets a 503); the start of a response that bypasses the body stores first; the end of the request stores what is left
/// before the server ends the response.
/// </remarks>
internal sealed class SessionResponse(HttpContext context, ClusterSession session, SessionCookies cookies)
{
    private IHttpResponseBodyFeature? _inner;
    private SessionResponseBody? _body;
    private bool _refused;
    private bool _cookieSent;
    private bool _ownChangesSent;

    /// <summary>Gets a value indicating whether there is anything to do before the next byte.</summary>
    public bool MustStore => !_refused && (session.IsDirty || session.HasNewTokens || (session.NeedsCookie && !_cookieSent));

    public void Attach()
    {
        _inner = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _body = new SessionResponseBody(_inner, this);
        context.Features.Set<IHttpResponseBodyFeature>(_body);
        context.Response.OnStarting(static state => ((SessionResponse)state).StoreAsync(CancellationToken.None), this);
    }

    /// <summary>Takes the wrapper off, unless something has been put over it that still holds it.</summary>
    public void Detach()
    {
        if (ReferenceEquals(context.Features.Get<IHttpResponseBodyFeature>(), _body))
        {
            context.Features.Set(_inner);
        }
    }

    /// <summary>Stores what has changed, and with a new session sends its cookie. Most of the time there is nothing to do.</summary>
    public Task StoreAsync(CancellationToken cancellationToken) => MustStore ? StoreCoreAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Stores what a request that failed has changed; its own exception matters more than one from here.</summary>
    public async Task StoreQuietlyAsync()
    {
        try
        {
            await StoreAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is ClusterUnavailableException or InvalidOperationException)
        {
            // Logged where it was thrown.
        }
    }

    /// <summary>Answers 503: the session is needed, and it is not to be had.</summary>
    public Task RefuseAsync()
    {
        _refused = true;
        return UnavailableResponse.WriteAsync(context);
    }

    private async Task StoreCoreAsync(CancellationToken cancellationToken)
    {
        var ownChanges = session.NewTokens;
        await session.CommitWithResponseAsync(cancellationToken);
        if (ownChanges.Count > 0 && !_ownChangesSent && !context.Response.HasStarted)
        {
            _ownChangesSent = true;
            cookies.AppendOwnChanges(context, ownChanges);
        }

        if (session.NeedsCookie && !_cookieSent && !context.Response.HasStarted)
        {
            _cookieSent = true;
            cookies.Append(context, session.Credential);
        }
    }
}
