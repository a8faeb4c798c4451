namespace Clustering.Diagnosis.Internal;

/// <summary>The names of all checks. They are public contract, listed in <c>docs/doctor.md</c>; the texts of findings are not.</summary>
internal static class Checks
{
    public const string Sentinel = "sentinel";
    public const string Redis = "redis";

    public const string Enabled = "redis.enabled";

    public const string SentinelKind = "sentinel.kind";
    public const string SentinelPrimary = "sentinel.primary";
    public const string SentinelEvents = "sentinel.events";

    public const string SentinelsAnswering = "sentinels.answering";
    public const string SentinelsPrimary = "sentinels.primary";
    public const string SentinelsQuorum = "sentinels.quorum";

    public const string Connection = "redis.connection";
    public const string Database = "redis.database";
    public const string Role = "redis.role";
    public const string Write = "redis.write";
    public const string Version = "redis.version";
    public const string Eviction = "redis.eviction";
    public const string Persistence = "redis.persistence";
    public const string MinReplicas = "redis.min-replicas";
    public const string Replicas = "redis.replicas";
    public const string Scripts = "redis.scripts";
    public const string Clock = "redis.clock";
    public const string Latency = "redis.latency";
    public const string Rights = "redis.rights";

    /// <summary>Gets all of them, in the order of a diagnosis.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Enabled,
        .. WayTo(Sentinel), SentinelKind, SentinelPrimary, SentinelEvents,
        SentinelsAnswering, SentinelsPrimary, SentinelsQuorum,
        .. WayTo(Redis), Connection, Database, Role, Write, Version, Eviction, Persistence, MinReplicas, Replicas, Scripts, Clock, Latency, Rights,
    ];

    public static string Name(string kind) => $"{kind}.name";

    public static string Tcp(string kind) => $"{kind}.tcp";

    public static string Tls(string kind) => $"{kind}.tls";

    public static string Protocol(string kind) => $"{kind}.protocol";

    public static string Auth(string kind) => $"{kind}.auth";

    private static string[] WayTo(string kind) => [Name(kind), Tcp(kind), Tls(kind), Protocol(kind), Auth(kind)];
}
