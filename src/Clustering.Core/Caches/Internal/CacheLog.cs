using Microsoft.Extensions.Logging;

namespace Clustering.Caches.Internal;

// 4000-4099. Ids and event names are public contract, listed in docs/telemetry.md; the texts are not.
internal static partial class CacheLog
{
    [LoggerMessage(4000, LogLevel.Warning, "Whether caches are up to date could not be checked; they are until their lease ends: {Reason}", EventName = "CacheCheckFailed")]
    public static partial void CheckFailed(this ILogger logger, string reason);

    [LoggerMessage(4001, LogLevel.Error, "The check of caches failed unexpectedly; it goes on.", EventName = "CacheCheckBroken")]
    public static partial void CheckBroken(this ILogger logger, Exception exception);

    [LoggerMessage(4002, LogLevel.Error, "The cache '{Name}' could not be loaded. It is tried again in {Pause}.", EventName = "CacheLoadFailed")]
    public static partial void LoadFailed(this ILogger logger, string name, TimeSpan pause, Exception exception);

    [LoggerMessage(4003, LogLevel.Warning, "The cache '{Name}' was invalidated {Times} times in a row while it was loaded. What was loaded last is used until something newer is.", EventName = "CacheLoadOvertaken")]
    public static partial void LoadOvertaken(this ILogger logger, string name, int times);

    [LoggerMessage(4004, LogLevel.Warning, "Somebody began to change '{Region}' and has not said in time that it is done; it was invalidated for him.", EventName = "CacheChangeAbandoned")]
    public static partial void ChangeAbandoned(this ILogger logger, string region);

    [LoggerMessage(4005, LogLevel.Debug, "After {Waited} this node does not read yet what its visitor has changed on another; he goes on with what there is: {Reason}", EventName = "CacheOwnChangesMissed")]
    public static partial void OwnChangesMissed(this ILogger logger, TimeSpan waited, string reason);

    [LoggerMessage(4006, LogLevel.Warning, "The book of '{Name}' has {Bytes} bytes, and at most {Most} go through Redis: every node loads its own.", EventName = "CacheShareTooLarge")]
    public static partial void ShareTooLarge(this ILogger logger, string name, int bytes, int most);

    [LoggerMessage(4007, LogLevel.Error, "The book of '{Name}' could not be written for other nodes: every node loads its own.", EventName = "CacheShareUnwritable")]
    public static partial void ShareUnwritable(this ILogger logger, string name, Exception exception);

    [LoggerMessage(4008, LogLevel.Error, "The book of '{Name}' that another node has written could not be read: this node loads its own.", EventName = "CacheShareUnreadable")]
    public static partial void ShareUnreadable(this ILogger logger, string name, Exception exception);

    [LoggerMessage(4009, LogLevel.Error, "What watches the cache '{Name}' failed; the cache itself has its new book.", EventName = "CacheWatcherFailed")]
    public static partial void WatcherFailed(this ILogger logger, string name, Exception exception);
}
