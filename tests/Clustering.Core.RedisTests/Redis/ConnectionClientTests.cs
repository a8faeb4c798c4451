using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Clustering.Nodes;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Redis;

/// <summary>How the client is set up: by the settings, by the app, or brought along by it.</summary>
public sealed class ConnectionClientTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task UseConnection_WhenTheNodeHasStopped_LeavesTheAppsConnectionUsable()
    {
        await using var server = await RedisServer.StartAsync();
        await using var multiplexer = await ConnectionMultiplexer.ConnectAsync(server.Options());

        var node = await TestNode.StartAsync(
            new() { ["Clustering:Name"] = "supplied" }, cluster => cluster.UseConnection(multiplexer), ("Clustering:Startup", "Fail"));
        Assert.Same(multiplexer, node.Redis.Current!.Multiplexer);
        await Eventually.TrueAsync(() => node.Nodes.Self.State == ClusterNodeState.Ready, "the node is up");
        await node.StopAsync();
        await node.DisposeAsync();

        Assert.True(multiplexer.IsConnected);
        await multiplexer.GetDatabase().PingAsync();
    }

    [Fact]
    public async Task UseConnection_WithAFunctionThatFails_IsAskedAgain()
    {
        await using var server = await RedisServer.StartAsync();
        await using var multiplexer = await ConnectionMultiplexer.ConnectAsync(server.Options());
        var asked = 0;

        await using var node = await TestNode.StartAsync(
            new() { ["Clustering:Name"] = "supplied" },
            cluster => cluster.UseConnection((_, _) => asked++ == 0 ? throw new InvalidOperationException("not yet") : new(multiplexer)));

        await Eventually.TrueAsync(() => node.Redis.Outage is null, "the second answer is a connection");
        Assert.Equal(2, asked);
        Assert.Contains("not yet", Assert.Single(node.Log.Of(1103)).Exception!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConfigureRedis_OfTheApp_IsHonoured()
    {
        await using var server = await RedisServer.StartAsync();

        await using var node = await TestNode.StartAsync(
            server.Settings("test"),
            cluster => cluster.ConfigureRedis(options => options.ClientName = "first").ConfigureRedis(options => options.ClientName += "-second"),
            ("Clustering:Startup", "Fail"));

        Assert.Contains("first-second", await ClientNamesAsync(server));
    }

    [Fact]
    public async Task ClientName_NotSet_TellsClusterAndNode()
    {
        await using var server = await RedisServer.StartAsync();

        await using var node = await TestNode.StartAsync(
            server.Settings("shop"), null, ("Clustering:Startup", "Fail"), ("Clustering:Nodes:Name", "web 1"));

        Assert.Contains($"shop:web_1:{node.Nodes.Self.Id}", await ClientNamesAsync(server));
    }

    [Fact]
    public async Task Database_OfTheSettings_HoldsAllKeys()
    {
        await using var server = await RedisServer.StartAsync();
        await using var admin = await server.ConnectAsync();

        await using var node = await TestNode.StartAsync(
            server.Settings("test"), null, ("Clustering:Startup", "Fail"), ("spring.redis.database", "3"));
        await Eventually.TrueAsync(() => node.Nodes.Self.State == ClusterNodeState.Ready, "the node has written its record");

        Assert.True(await admin.GetDatabase(3).KeyExistsAsync("{test}:nodes"));
        Assert.Equal(0, await admin.GetServers()[0].DatabaseSizeAsync(0));
    }

    [Fact]
    public async Task Password_OfTheSettings_OpensTheServer()
    {
        await using var server = await RedisServer.StartAsync("--requirepass", "s3cr3t");

        await using var node = await TestNode.StartAsync(server.Settings("test"), null, ("Clustering:Startup", "Fail"));

        Assert.Null(node.Redis.Outage);
    }

    [Fact]
    [NotOn("garnet", "It takes a certificate in another way.")]
    public async Task Tls_WithACertificateThatTheAppAccepts_Connects()
    {
        var folder = Directory.CreateTempSubdirectory("clustering-tls-");
        try
        {
            using var certificate = CreateCertificate();
            await using var server = await StartTlsAsync(folder.FullName, certificate);

            await using var node = await TestNode.StartAsync(
                server.Settings("test"),
                cluster => cluster.ConfigureRedis(options => options.CertificateValidation +=
                    (_, presented, _, _) => presented!.GetCertHashString() == certificate.GetCertHashString()),
                ("Clustering:Startup", "Fail"),
                ("spring.redis.ssl.enabled", "true"));

            await node.Redis.RunAsync(0, static (generation, _) => generation.Database.PingAsync(), "ping", TimeSpan.FromSeconds(10), Cancel);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    [NotOn("garnet", "It takes a certificate in another way.")]
    public async Task Tls_WithACertificateThatNobodyAccepts_DoesNotConnect()
    {
        var folder = Directory.CreateTempSubdirectory("clustering-tls-");
        try
        {
            using var certificate = CreateCertificate();
            await using var server = await StartTlsAsync(folder.FullName, certificate);

            await Assert.ThrowsAsync<ClusterUnavailableException>(() => TestNode.StartAsync(
                server.Settings("test"), null, ("Clustering:Startup", "Fail"), ("spring.redis.ssl.enabled", "true"), ("spring.redis.connect-timeout", "2s")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static X509Certificate2 CreateCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static async Task<RedisServer> StartTlsAsync(string folder, X509Certificate2 certificate)
    {
        var (certificatePath, keyPath) = (Path.Combine(folder, "certificate.pem"), Path.Combine(folder, "key.pem"));
        await File.WriteAllTextAsync(certificatePath, certificate.ExportCertificatePem(), Cancel);
        await File.WriteAllTextAsync(keyPath, certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem(), Cancel);
        return await RedisServer.StartAsync(
            "--tls-cert-file", certificatePath, "--tls-key-file", keyPath, "--tls-ca-cert-file", certificatePath, "--tls-auth-clients", "no");
    }

    private static async Task<IEnumerable<string?>> ClientNamesAsync(RedisServer server)
    {
        await using var admin = await server.ConnectAsync();
        return (await admin.GetServers()[0].ClientListAsync()).Select(client => client.Name);
    }
}
