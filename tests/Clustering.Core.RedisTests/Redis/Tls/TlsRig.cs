using System.Security.Cryptography.X509Certificates;
using Clustering.Testing;

namespace Clustering.Core.RedisTests.Redis.Tls;

/// <summary>An authority, the files it issued, and servers that use them.</summary>
public sealed class TlsRig : IDisposable
{
    public const string Password = "hush-hush";

    public TlsRig()
    {
        Between = Root.Delegate("Shop intermediate");
        Folder.WritePem("root.pem", Root.Certificate);
        Folder.WritePem("other-root.pem", Other.Certificate);
        Folder.WritePkcs12("root.p12", Password, Root.Certificate);
        WriteAll("client", Root.Issue("client"));
        WriteAll("deep-client", Between.Issue("deep-client"), Between.Certificate);
        WriteAll("stranger", Other.Issue("stranger"));
    }

    public CertificateAuthority Root { get; } = new("Shop root");

    public CertificateAuthority Other { get; } = new("Other root");

    /// <summary>Gets an authority between the root and what it issues.</summary>
    public CertificateAuthority Between { get; }

    public CertificateFolder Folder { get; } = new();

    /// <summary>Starts a server with a certificate, and with those between it and the root.</summary>
    /// <param name="clients">What it wants of clients: <c>no</c>, <c>optional</c> or <c>yes</c>.</param>
    public Task<RedisServer> StartAsync(string clients, X509Certificate2 certificate, params X509Certificate2[] between) =>
        StartAsync(clients, [certificate, .. between]);

    public Task<RedisServer> StartAsync(string clients, X509Certificate2[] chain, params string[] more)
    {
        var name = Guid.NewGuid().ToString("N");
        return RedisServer.StartAsync(
            ServerKind.Redis,
        [
            "--tls-cert-file", Folder.WritePem($"{name}.pem", chain),
            "--tls-key-file", Folder.WriteKey($"{name}.key", chain[0]),
            "--tls-ca-cert-file", Path.Combine(Folder.Path, "root.pem"),
            "--tls-auth-clients", clients,
            .. more,
        ]);
    }

    /// <summary>Starts a server whose certificate is as it should be.</summary>
    public Task<RedisServer> StartAsync(string clients = "no") => StartAsync(clients, Root.Issue("redis", ["localhost", "127.0.0.1"]));

    /// <summary>
    /// Starts a node with the bundle <c>shop</c>, written <c>pem.truststore.certificate=root.pem;...</c> without what is the same everywhere.
    /// </summary>
    internal Task<TestNode> StartNodeAsync(
        RedisServer server, string bundle, Action<IClusterBuilder>? build = null, string patience = "20s") => TestNode.StartAsync(
        server.Settings("test"),
        build,
        [
            ("Clustering:Startup", "Fail"),
            ("spring.redis.connect-timeout", patience),
            .. bundle.Length == 0 ? new[] { ("spring.redis.ssl.enabled", "true") } : [("spring.redis.ssl.bundle", "shop"), .. Bundle(bundle)],
        ]);

    /// <summary>Starts a node that cannot connect; gives the reason that whoever connected tells.</summary>
    internal async Task<string> FailAsync(RedisServer server, string bundle, Action<IClusterBuilder>? build = null, string patience = "20s") =>
        (await Assert.ThrowsAsync<ClusterUnavailableException>(() => StartNodeAsync(server, bundle, build, patience))).InnerException!.Message;

    public void Dispose()
    {
        Root.Dispose();
        Other.Dispose();
        Between.Dispose();
        Folder.Dispose();
    }

    private void WriteAll(string name, params X509Certificate2[] certificates)
    {
        Folder.WritePem($"{name}.pem", certificates);
        Folder.WriteKey($"{name}.key", certificates[0]);
        Folder.WriteKey($"{name}-encrypted.key", certificates[0], Password);
        Folder.WritePkcs12($"{name}.p12", Password, certificates);
    }

    // Where a value is the name of a file of ours, its path.
    private IEnumerable<(string, string)> Bundle(string settings) => settings.Split(';').Select(pair => pair.Split('=', 2)).Select(pair =>
        ($"spring.ssl.bundle.{pair[0][..3]}.shop{pair[0][3..]}", Path.Combine(Folder.Path, pair[1]) is var path && File.Exists(path) ? path : pair[1]));
}
