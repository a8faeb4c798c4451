using System.Text;
using Clustering.Caches;
using Clustering.Caches.Internal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Session;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clustering.Sessions.Internal;

/// <summary>The session cookie: the credential, protected. The same as ASP.NET Core's own middleware writes, so either can take over from the other.</summary>
internal sealed class SessionCookies(
    IDataProtectionProvider protection, SessionIds ids, IOptions<SessionOptions> options, CacheTokenWaiter tokens, ILogger<SessionCookies> logger)
{
    private const int CredentialLength = 36; // A GUID's text.
    private const string OwnChangesSuffix = ".changes";

    private readonly IDataProtector _protector = protection.CreateProtector(nameof(SessionMiddleware));
    private readonly RecentCookies _recent = new();

    public SessionOptions Options => options.Value;

    private string OwnChanges => Options.Cookie.Name + OwnChangesSuffix;

    /// <summary>Reads the credential out of the request's cookie; <see langword="null"/> if there is none to trust.</summary>
    /// <param name="context">The request.</param>
    /// <param name="unavailable">Why a cookie could not be opened that may be good: the cluster's keys are not to be had.</param>
    public SessionCredential? Read(HttpContext context, out ClusterUnavailableException? unavailable)
    {
        unavailable = null;
        if (context.Request.Cookies[Options.Cookie.Name!] is not { Length: > 0 } text)
        {
            return null;
        }

        if (_recent.TryGet(text, out var recent))
        {
            return recent;
        }

        try
        {
            var secret = Encoding.UTF8.GetString(_protector.Unprotect(Convert.FromBase64String(Pad(text))));
            if (secret.Length == CredentialLength)
            {
                var credential = new SessionCredential(secret, ids.IdOf(secret));
                _recent.Add(text, credential);
                return credential;
            }

            logger.CookieUnreadable(null);
        }
        catch (Exception exception) when (exception is System.Security.Cryptography.CryptographicException or FormatException)
        {
            // Data Protection wraps whatever its key ring ran into. A visitor whose cookie cannot be opened for that is no new visitor.
            unavailable = FindUnavailable(exception);
            if (unavailable is null)
            {
                logger.CookieUnreadable(exception);
            }
        }

        return null;
    }

    private static ClusterUnavailableException? FindUnavailable(Exception? exception) =>
        exception is null or ClusterUnavailableException ? exception as ClusterUnavailableException : FindUnavailable(exception.InnerException);

    public void Append(HttpContext context, string credential)
    {
        var text = Convert.ToBase64String(_protector.Protect(Encoding.UTF8.GetBytes(credential))).TrimEnd('=');
        context.Response.Cookies.Append(Options.Cookie.Name!, text, Options.Cookie.Build(context));

        var headers = context.Response.Headers;
        headers.CacheControl = "no-cache,no-store";
        headers.Pragma = "no-cache";
        headers.Expires = "-1";
    }

    /// <summary>Tells whether the visitor has changed caches moments ago, so that his session has to be read whatever the request is about.</summary>
    public bool HasOwnChanges(HttpContext context) => context.Request.Cookies.ContainsKey(OwnChanges);

    /// <summary>Has the visitor's next requests say that he has changed caches, for as long as any node may not know of it.</summary>
    /// <remarks>It says that and no more: whoever makes it up has his session read.</remarks>
    public void AppendOwnChanges(HttpContext context, IReadOnlyList<CacheToken> changes)
    {
        if (tokens.IsOn)
        {
            var options = Options.Cookie.Build(context);
            (options.MaxAge, options.Expires) = (TimeSpan.FromSeconds(Math.Ceiling(tokens.StalenessOf(changes).TotalSeconds)), null);
            context.Response.Cookies.Append(OwnChanges, "1", options);
        }
    }

    public void Delete(HttpContext context) => context.Response.Cookies.Delete(Options.Cookie.Name!, Options.Cookie.Build(context));

    private static string Pad(string text) => (text.Length % 4) switch
    {
        2 => text + "==",
        3 => text + "=",
        _ => text,
    };
}
