using Clustering.Configuration.Internal;
using Clustering.Redis.Internal.Tls;

namespace Clustering.Redis.Internal;

/// <summary>Every setting of the connection, in Spring's names: those of Spring Boot 3 and, as aliases, those of Spring Boot 2.</summary>
internal static class RedisSettingTable
{
    public const string Prefix = "spring.data.redis";
    public const string OldPrefix = "spring.redis";
    public const int SentinelPort = 26379;

    private const string AsForRedis = "as for Redis";

    private static readonly DurationType Timeouts = new(TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(24));

    private static readonly TextType Hosts = new(
        "a host name or an address, without a port",
        host => HostAndPort.IsHost(host.Trim('[', ']'))
            ? null
            : host.Contains("://", StringComparison.Ordinal)
                ? new("It is an address with a scheme.", $"Set {Prefix}.url to it instead.")
                : HostAndPort.TryParse(host, defaultPort: 1, out var address, out _)
                    ? new("It has a port in it.", $"Write {address.Host}, and set {Prefix}.port to {address.Port}.")
                    : new("It is not a host name or an address."));

    public static Setting<bool> Enabled { get; } = new(
        ["redis.enabled"], BooleanType.Instance, false, "Whether this process joins a cluster over Redis. Off, it is a cluster of one and opens no socket.");

    public static Setting<string> Host { get; } = Redis("host", Hosts, "localhost", "Where Redis is.");

    public static Setting<int> Port { get; } = Redis("port", new IntegerType<int>(1, 65535), 6379, "The port of Redis.");

    public static Setting<RedisUrl> Url { get; } = Redis(
        "url", new RedisUrlType(), null, "All in one; what it says wins over host, port, username, password and database. rediss:// turns TLS on.");

    public static Setting<string> Username { get; } = Redis("username", TextType.Any, null, "The ACL user of Redis.");

    public static Setting<string> Password { get; } = Redis("password", TextType.Secret, null, "The password of Redis.");

    public static Setting<int> Database { get; } = Redis(
        "database", new IntegerType<int>(0, int.MaxValue), 0, "The number of the database, in Sentinel mode too.");

    public static Setting<TimeSpan> Timeout { get; } = Redis(
        "timeout", Timeouts, TimeSpan.FromSeconds(5), "How long one command may take.");

    public static Setting<TimeSpan> ConnectTimeout { get; } = Redis(
        "connect-timeout", Timeouts, TimeSpan.FromSeconds(5), "How long connecting may take. If only timeout is set, that bounds connecting too.");

    public static Setting<string> ClientName { get; } = Redis(
        "client-name",
        new TextType("a name without blanks", name => name.Any(character => character is <= ' ' or > '~') ? new("It has a blank or a special character in it.") : null),
        null,
        "The name that CLIENT LIST shows.");

    public static Setting<bool> Ssl { get; } = Redis(
        "ssl.enabled", BooleanType.Instance, false, "Whether to connect by TLS. On if a bundle is named.", "ssl");

    public static Setting<string> SslBundle { get; } = Redis(
        "ssl.bundle", TextType.Any, null, "The name of the bundle with the certificates to trust and to show. Not set, the machine's are trusted.");

    public static Setting<string> Master { get; } = Redis(
        "sentinel.master", TextType.Any, null, "The name by which the sentinels know the primary. Needs sentinel.nodes.");

    public static Setting<IReadOnlyList<HostAndPort>> Nodes { get; } = Redis(
        "sentinel.nodes", new NodeListType(SentinelPort), null, "Where the sentinels are. Needs sentinel.master.");

    public static Setting<string> SentinelUsername { get; } = Redis(
        "sentinel.username", TextType.Any, null, "The ACL user of the sentinels. Never taken from username.");

    public static Setting<string> SentinelPassword { get; } = Redis(
        "sentinel.password", TextType.Secret, null, "The password of the sentinels. Never taken from password.");

    public static Setting<RedisAddressMap> AddressMap { get; } = Redis(
        "sentinel.address-map",
        new RedisAddressMapType(),
        null,
        "How this process reaches the addresses that the sentinels name, where that is another way than theirs: NAT, containers.");

    public static Setting<bool> SentinelSsl { get; } = Sentinel(
        "sentinel.ssl.enabled",
        BooleanType.Instance,
        "Whether to connect to the sentinels by TLS. On if sentinel.ssl.bundle is named.",
        AsForRedis,
        "sentinel.ssl");

    public static Setting<string> SentinelSslBundle { get; } = Sentinel(
        "sentinel.ssl.bundle", TextType.Any, "The name of the bundle with the certificates for the sentinels.", AsForRedis);

    /// <summary>Gets what is about the sentinels: any of these asks for them.</summary>
    public static IReadOnlyList<Setting> OfSentinel { get; } =
        [Master, Nodes, SentinelUsername, SentinelPassword, SentinelSsl, SentinelSslBundle, AddressMap];

    public static SettingSchema Schema { get; } = new(
    [
        Enabled, Host, Port, Url, Username, Password, Database, Timeout, ConnectTimeout, ClientName, Ssl, SslBundle,
        .. OfSentinel, .. SslBundleTable.Settings,
    ])
    {
        Sections = [Prefix, OldPrefix, SslBundleTable.Section],
        SharedSections = ["redis"],
        WithoutEffect =
        [
            .. Both("client-type", "lettuce", "jedis", "pool", "listener", "cluster.max-redirects", "repositories")
                .Select(path => new IneffectiveSetting(path, "one connection carries all commands of a node")),
            .. SslBundleTable.WithoutEffect,
        ],
        Unsupported =
        [
            .. Both("cluster").Select(path => new UnsupportedSetting(
                path,
                "Redis Cluster is not supported.",
                $"Use one Redis ({Prefix}.host) or Redis under Sentinel ({Prefix}.sentinel.master and .nodes).")),
            .. Both("masterreplica").Select(path => new UnsupportedSetting(
                path,
                "A primary with fixed replicas is not supported: the cluster's state is read from the primary alone.",
                $"Name the primary in {Prefix}.host, or use Sentinel ({Prefix}.sentinel.master and .nodes).")),
        ],
    };

    private static IEnumerable<string> Both(params string[] names) => names.SelectMany(name => new[] { $"{Prefix}.{name}", $"{OldPrefix}.{name}" });

    private static Setting<T> Redis<T>(string name, SettingType<T> type, object? defaultValue, string meaning, params string[] aliases)
        where T : notnull => new([.. Both([name, .. aliases])], type, defaultValue, meaning);

    private static Setting<T> Sentinel<T>(string name, SettingType<T> type, string meaning, string defaultText, params string[] aliases)
        where T : notnull => new([.. Both([name, .. aliases])], type, null, meaning) { DefaultText = defaultText };
}
