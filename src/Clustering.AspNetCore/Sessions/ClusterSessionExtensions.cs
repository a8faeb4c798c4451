using System.Text;
using Clustering.Sessions;
using Clustering.Sessions.Internal;

namespace Microsoft.AspNetCore.Http;

/// <summary>What a session in the cluster can do beyond <see cref="ISession"/>. For <c>HttpContext.Session</c>.</summary>
public static class ClusterSessionExtensions
{
    /// <summary>Sets a value that lives for a time of its own, at most as long as the session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">The value; it is copied.</param>
    /// <param name="lifetime">How long it lives from the commit on, by the server's clock.</param>
    public static void Set(this ISession session, string key, byte[] value, TimeSpan lifetime)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        Require(session).SetValue(key, value, lifetime);
    }

    /// <summary>Sets a text that lives for a time of its own, at most as long as the session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">The text.</param>
    /// <param name="lifetime">How long it lives from the commit on, by the server's clock.</param>
    public static void SetString(this ISession session, string key, string value, TimeSpan lifetime)
    {
        ArgumentNullException.ThrowIfNull(value);
        session.Set(key, Encoding.UTF8.GetBytes(value), lifetime);
    }

    /// <summary>Adds to a counter at once, in one step for the whole cluster: no two requests get the same answer.</summary>
    /// <param name="session">The session.</param>
    /// <param name="key">The counter's key. It begins at 0; its value can be read as text.</param>
    /// <param name="by">How much to add.</param>
    /// <param name="lifetime">How long a counter that begins now lives; by default as long as the session.</param>
    /// <param name="cancellationToken">Stops waiting; the addition may still happen.</param>
    /// <returns>The counter's new value.</returns>
    /// <exception cref="SessionEndedException">The session has ended since this request read it.</exception>
    /// <exception cref="InvalidOperationException">The value is not a counter, or would leave the range of ±(2⁵³-1).</exception>
    /// <exception cref="Clustering.ClusterUnavailableException">Redis did not answer; the addition may have happened.</exception>
    public static async Task<long> IncrementAsync(
        this ISession session, string key, long by = 1, TimeSpan? lifetime = null, CancellationToken cancellationToken = default)
    {
        var result = await Require(session).OperateAsync(
            new(SessionOperationKind.Increment, key, by, lifetime), cancellationToken);
        return long.Parse(result!, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Reads a value once: takes it out of the session, at once, in one step for the whole cluster. Only one request gets it.</summary>
    /// <param name="session">The session.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Stops waiting; the value may be taken all the same.</param>
    /// <returns>The value, or <see langword="null"/> if it is not there (any more).</returns>
    /// <exception cref="SessionEndedException">The session has ended since this request read it.</exception>
    /// <exception cref="Clustering.ClusterUnavailableException">Redis did not answer; the value may have been taken.</exception>
    public static Task<byte[]?> TakeAsync(this ISession session, string key, CancellationToken cancellationToken = default) =>
        Require(session).OperateAsync(new(SessionOperationKind.Take, key), cancellationToken);

    /// <summary>Reads a text once. See <see cref="TakeAsync"/>.</summary>
    /// <param name="session">The session.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Stops waiting; the value may be taken all the same.</param>
    /// <returns>The text, or <see langword="null"/> if it is not there (any more).</returns>
    public static async Task<string?> TakeStringAsync(this ISession session, string key, CancellationToken cancellationToken = default) =>
        await session.TakeAsync(key, cancellationToken) is { } value ? Encoding.UTF8.GetString(value) : null;

    /// <summary>Gives the session a new id and cookie, at once. Call it when a visitor's rights change, above all at sign-in.</summary>
    /// <remarks>
    /// For <c>Clustering:Sessions:RenewGrace</c> (10 s) the old id still shows the session as it was, to be read only, for requests the
    /// browser had sent before. Whoever planted the old id sees nothing that is put into the session from now on.
    /// </remarks>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Stops waiting; the id may still change, and with it the session be lost to the visitor.</param>
    /// <exception cref="InvalidOperationException">The response has started, so that the new cookie cannot be sent.</exception>
    /// <exception cref="SessionEndedException">The session has ended since this request read it.</exception>
    /// <exception cref="Clustering.ClusterUnavailableException">Redis did not answer.</exception>
    public static Task RenewIdAsync(this ISession session, CancellationToken cancellationToken = default) =>
        Require(session).RenewIdAsync(cancellationToken);

    /// <summary>Ends the session: it is removed with the response, its cookie too, and no request in flight can bring it back.</summary>
    /// <param name="session">The session.</param>
    public static void Abandon(this ISession session) => Require(session).Abandon();

    /// <summary>Says whose session this is, so that <see cref="ISessionDirectory"/> lists it and can end it. Call it at sign-in.</summary>
    /// <param name="session">The session.</param>
    /// <param name="user">The user's id. Case matters.</param>
    /// <param name="device">What to show beside it in a list, such as the browser.</param>
    public static void SetUser(this ISession session, string user, string? device = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        Require(session).SetUser(user, device);
    }

    /// <summary>Says that the session is nobody's any more, and keeps its values. To end it, use <see cref="Abandon"/>.</summary>
    /// <param name="session">The session.</param>
    public static void ClearUser(this ISession session) => Require(session).SetUser(null, null);

    /// <summary>Gets the user that <see cref="SetUser"/> named.</summary>
    /// <param name="session">The session.</param>
    /// <returns>The user, or <see langword="null"/>.</returns>
    public static string? GetUser(this ISession session) => Require(session).GetUser();

    /// <summary>Gives this session an idle timeout of its own, or with <see langword="null"/> the app's again.</summary>
    /// <param name="session">The session.</param>
    /// <param name="timeout">More than zero, at most <c>Clustering:Sessions:LongestIdleTimeout</c>.</param>
    public static void SetIdleTimeout(this ISession session, TimeSpan? timeout) => Require(session).SetIdleTimeout(timeout);

    private static ClusterSession Require(ISession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session as ClusterSession ?? throw new InvalidOperationException(
            $"This session is a {session.GetType().Name}, not one of the cluster: call AddClustering() on the services, " +
            "and register no other ISessionStore.");
    }
}
