using System.Globalization;

namespace Clustering.Testing.Internal;

/// <summary>Writes the configuration of the processes of a <see cref="SentinelCluster"/>.</summary>
internal sealed class SentinelClusterFiles(
    SentinelClusterOptions options, TestCertificates certificates, int primaryPort, IReadOnlyList<SentinelPlace> sentinels)
{
    public IEnumerable<string> Redis(int port) =>
    [
        .. options.RedisTls ? Ports(0, port) : Ports(port, null),
        .. Login(options.RedisUser, options.RedisPassword),
        .. Replication(port),
        .. options.RedisLines,
    ];

    public IEnumerable<string> Sentinel(SentinelPlace own)
    {
        var ports = (options.SentinelTls, options.RedisTls) switch
        {
            (true, true) => Ports(0, own.Port),
            (true, false) => Ports(own.PeerPort, own.Port),
            (false, true) => Ports(own.Port, own.PeerPort),
            (false, false) => Ports(own.Port, null),
        };
        return [.. ports, .. Login(options.SentinelUser, options.SentinelPassword), .. Names(), .. Monitor(own), .. options.SentinelLines];
    }

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private IEnumerable<string> Ports(int port, int? tlsPort)
    {
        yield return options.Hostnames ? "bind 127.0.0.1 -::1" : "bind 127.0.0.1";
        yield return $"port {port}";
        if (tlsPort is not null)
        {
            yield return $"tls-port {tlsPort}";
            yield return $"tls-cert-file {Quote(certificates.CertificateFile)}";
            yield return $"tls-key-file {Quote(certificates.KeyFile)}";
            yield return $"tls-ca-cert-file {Quote(certificates.AuthorityFile)}";
            yield return "tls-auth-clients no";
            yield return options.RedisTls ? "tls-replication yes" : "tls-replication no";
        }
    }

    private static IEnumerable<string> Login(string? user, string? password)
    {
        if (user is not null)
        {
            yield return "user default off ~* &* +@all"; // With its rights: docs/redis.md says why.
            yield return $"user {user} on {Quote($">{password}")} ~* &* +@all";
        }
        else if (password is not null)
        {
            yield return $"requirepass {Quote(password)}";
        }
    }

    private IEnumerable<string> Replication(int port)
    {
        yield return "save \"\"";
        yield return "appendonly no";

        // Five seconds by default, in which more replicas may come to share one snapshot.
        yield return "repl-diskless-sync-delay 0";
        if (options.RedisPassword is not null)
        {
            yield return $"masterauth {Quote(options.RedisPassword)}";
        }

        if (options.RedisUser is not null)
        {
            yield return $"masteruser {options.RedisUser}";
        }

        if (options.Hostnames)
        {
            yield return $"replica-announce-ip {options.Host}";
        }

        if (port != primaryPort)
        {
            yield return $"replicaof {options.Host} {primaryPort}";
        }
    }

    private IEnumerable<string> Names()
    {
        if (options.Hostnames)
        {
            yield return "sentinel resolve-hostnames yes";
            yield return "sentinel announce-hostnames yes";
            yield return $"sentinel announce-ip {options.Host}";
        }
    }

    private IEnumerable<string> Monitor(SentinelPlace own)
    {
        var name = options.MasterName;
        yield return $"sentinel myid {own.Id}";
        yield return $"sentinel monitor {name} {options.Host} {primaryPort} {options.Quorum ?? (options.Sentinels / 2) + 1}";
        yield return $"sentinel down-after-milliseconds {name} {Milliseconds(options.DownAfter)}";
        yield return $"sentinel failover-timeout {name} {Milliseconds(options.FailoverTimeout)}";
        yield return $"sentinel parallel-syncs {name} {options.ParallelSyncs}";
        if (options.RedisPassword is not null)
        {
            yield return $"sentinel auth-pass {name} {Quote(options.RedisPassword)}";
        }

        if (options.RedisUser is not null)
        {
            yield return $"sentinel auth-user {name} {options.RedisUser}";
        }

        if (options.SentinelPassword is not null)
        {
            yield return $"sentinel sentinel-pass {Quote(options.SentinelPassword)}";
        }

        if (options.SentinelUser is not null)
        {
            yield return $"sentinel sentinel-user {options.SentinelUser}";
        }

        // As after a restart. Left to themselves they find each other in two to four seconds.
        foreach (var other in sentinels.Where(other => other != own))
        {
            yield return $"sentinel known-sentinel {name} {options.Host} {other.PeerPort} {other.Id}";
        }
    }
}
