using Microsoft.Extensions.Logging;

namespace Clustering.Sessions.Internal;

// 3000-3099. Ids and event names are public contract, listed in docs/telemetry.md; the texts are not. Session ids, users' keys and
// values are never logged.
internal static partial class SessionLog
{
    [LoggerMessage(3000, LogLevel.Error, "The session could not be read: {Reason}", EventName = "SessionLoadFailed")]
    public static partial void LoadFailed(this ILogger logger, string reason);

    [LoggerMessage(3001, LogLevel.Error, "The session could not be stored: {Reason}", EventName = "SessionCommitFailed")]
    public static partial void CommitFailed(this ILogger logger, string reason);

    [LoggerMessage(3002, LogLevel.Information, "The session ended (sign-out, revocation or expiry) while a request was using it; the request's changes were dropped.", EventName = "SessionEnded")]
    public static partial void Ended(this ILogger logger);

    [LoggerMessage(3003, LogLevel.Debug, "A thread waited while the session was read. Declare [Session(SessionAccess.Required)] on the endpoint, or await Session.LoadAsync() first.", EventName = "SessionLoadBlocked")]
    public static partial void LoadBlocked(this ILogger logger);

    [LoggerMessage(3004, LogLevel.Debug, "The session's idle timeout could not be extended: {Reason}", EventName = "SessionTouchFailed")]
    public static partial void TouchFailed(this ILogger logger, string reason);

    [LoggerMessage(3005, LogLevel.Debug, "The directory of a user's sessions could not be brought up to date: {Reason}", EventName = "SessionDirectoryBehind")]
    public static partial void DirectoryBehind(this ILogger logger, string reason);

    [LoggerMessage(3006, LogLevel.Warning, "The session cookie could not be read, so the visitor gets a new session. Do all nodes share their Data Protection keys?", EventName = "SessionCookieUnreadable")]
    public static partial void CookieUnreadable(this ILogger logger, Exception? exception);

    [LoggerMessage(3008, LogLevel.Information, "A session of ASP.NET Core's own store was taken over.", EventName = "SessionTakenOver")]
    public static partial void TakenOver(this ILogger logger);

    [LoggerMessage(3009, LogLevel.Warning, "Redis does not let this app look for sessions of ASP.NET Core's own store, so none is taken over. Set Clustering:Sessions:ReadStockSessions to false, or give the Redis user those keys (ACL SETUSER ... ~INSTANCENAME*) and restart.", EventName = "SessionTakeOverForbidden")]
    public static partial void TakeOverForbidden(this ILogger logger);
}
