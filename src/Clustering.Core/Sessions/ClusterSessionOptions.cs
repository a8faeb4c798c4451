namespace Clustering.Sessions;

/// <summary>How sessions are kept. Read from the configuration section <c>Clustering:Sessions</c> when the app starts.</summary>
/// <remarks>The idle timeout is not here: it stays where ASP.NET Core has it, in <c>SessionOptions.IdleTimeout</c>.</remarks>
public sealed class ClusterSessionOptions
{
    /// <summary>Gets or sets how long a session may last however busy it is.</summary>
    /// <value>At least 1 second. The default, <see langword="null"/>, is no limit.</value>
    public TimeSpan? AbsoluteTimeout { get; set; }

    /// <summary>Gets or sets the bound of every idle timeout, and so for how long a revocation is remembered.</summary>
    /// <value>1 minute to 3650 days. The default is 30 days.</value>
    public TimeSpan LongestIdleTimeout { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Gets or sets how much earlier than its idle timeout a session may end, to spare a write for every request.</summary>
    /// <value>0 to 1 hour. The default is 1 minute. With 0, every request writes.</value>
    public TimeSpan TouchGranularity { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets how long one request may wait for its session in all: loading, committing and renewing together.</summary>
    /// <value>10 milliseconds to 5 minutes. The default is 5 seconds.</value>
    public TimeSpan Budget { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets what a request gets that needs its session while Redis is away.</summary>
    /// <value>The default is <see cref="SessionUnavailable.Fail"/>.</value>
    public SessionUnavailable OnUnavailable { get; set; } = SessionUnavailable.Fail;

    /// <summary>Gets or sets for how long the old id still works after a session got a new one, for requests already on their way.</summary>
    /// <value>0 to 5 minutes. The default is 10 seconds.</value>
    public TimeSpan RenewGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets how big one session may grow, keys and values together.</summary>
    /// <value>1,024 to 268,435,456 bytes. The default is 16,777,216 (16 MiB).</value>
    public int MaxBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Gets or sets how many keys one session may have.</summary>
    /// <value>1 to 100,000. The default is 10,000.</value>
    public int MaxKeys { get; set; } = 10_000;

    /// <summary>Gets or sets how much memory this process spends on copies of sessions, which spare it the values that did not change.</summary>
    /// <value>Bytes; 0 keeps no copies. The default is 67,108,864 (64 MiB).</value>
    public long LocalCopyBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>
    /// Gets or sets how many requests may block a thread at once, where an app reads its session without having loaded it asynchronously.
    /// </summary>
    /// <value>1 to 1,000. The default is 16.</value>
    public int MaxBlockingLoads { get; set; } = 16;

    /// <summary>Gets or sets whether the values are encrypted in Redis, with the app's Data Protection keys.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Encrypt { get; set; }

    /// <summary>Gets or sets whether a session that ASP.NET Core's own store wrote to the same Redis is taken over when it is first loaded.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool ReadStockSessions { get; set; } = true;

    /// <summary>Gets or sets what <c>RedisCacheOptions.InstanceName</c> was for those sessions.</summary>
    /// <value>The default is empty.</value>
    public string StockInstanceName { get; set; } = "";

    /// <summary>
    /// Gets or sets the secret with which a session's id becomes its key in Redis, so that who can read Redis cannot take over a session.
    /// </summary>
    /// <value>At least 16 characters, the same on every node. The default, <see langword="null"/>, leaves it to the cluster.</value>
    public string? KeySecret { get; set; }

    /// <summary>The app's own idle timeout, which the web package takes over from <c>SessionOptions</c>: what listings compute with.</summary>
    internal TimeSpan AppIdleTimeout { get; set; } = TimeSpan.FromMinutes(20);
}
