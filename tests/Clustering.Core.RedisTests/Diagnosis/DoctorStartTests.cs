using Clustering.Core.RedisTests.Redis;
using Clustering.Diagnosis;
using Clustering.Redis.Internal;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Diagnosis;

/// <summary>What an app says that cannot be connected when it starts.</summary>
[OnlyOn("redis", "It sets up a server for each ailment.")]
public sealed class DoctorStartTests
{
    private const string Wrong = "s3cr3t-but-wrong";

    [Fact]
    public async Task Start_WithFailWhileNothingListens_NamesTheStepAndTheRemedy()
    {
        var port = FreePort.Next();
        await using var node = TestNode.Create(Settings(port), null, ("Clustering:Startup", "Fail"));

        var exception = await Assert.ThrowsAsync<ClusterUnavailableException>(node.StartAsync);

        Assert.Equal(
            $"Redis at 127.0.0.1:{port} cannot be used, and Clustering:Startup is Fail: redis.tcp of 127.0.0.1:{port} failed. " +
            "Nothing listens there: the connection is refused. Start Redis, see on which addresses it listens (bind), or correct spring.data.redis.host and .port (or .url). " +
            "To start without Redis all the same, set Clustering:Startup to Wait or Degraded.",
            exception.Message);
        Assert.IsType<RedisConnectionException>(exception.InnerException);
    }

    [Fact]
    public async Task Start_DegradedWithAWrongPassword_LogsTheStepOnceAndNeverThePassword()
    {
        await using var server = await RedisServer.StartAsync("--requirepass", "another");
        await using var node = await TestNode.StartAsync(Settings(server.Port), null, ("spring.redis.password", Wrong));

        var entry = Assert.Single(node.Log.Of(1103));
        Assert.Contains($"cannot be used yet: redis.auth of 127.0.0.1:{server.Port} failed. It refuses the password (WRONGPASS).", entry.Message, StringComparison.Ordinal);
        Assert.Contains("Correct spring.data.redis.password", entry.Message, StringComparison.Ordinal);
        Assert.NotNull(entry.Exception);
        Assert.IsType<ClusterDiagnosis>(Assert.Single(node.Log.Of(1300)).Values["Diagnosis"]);
        var exception = await Assert.ThrowsAsync<ClusterUnavailableException>(() => PingAsync(node));
        Assert.Contains("redis.auth", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'ping' was not sent", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Wrong, node.Log.ToString() + exception, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithWait_SaysItOnceHoweverLongItWaits()
    {
        await using var server = await RedisServer.StartAsync();
        server.Kill();
        await using var node = TestNode.Create(Settings(server.Port), null, ("Clustering:Startup", "Wait"));

        var starting = node.StartAsync();
        await node.Log.WaitForAsync(entry => entry.EventId.Id == 1103, "the app says that it starts without Redis");
        await Eventually.TrueAsync(() => node.Log.Of(1102).Count > 1, "it has been tried again");
        await server.RestartAsync();
        await starting.WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken);

        Assert.Single(node.Log.Of(1300));
        Assert.Single(node.Log.Of(1103));
    }

    [Fact]
    public async Task Start_ThatSucceeds_AsksNobody()
    {
        await using var server = await RedisServer.StartAsync();
        var diagnostician = new StubDiagnostician("not asked");

        await using var redis = TestConnection.Create(TestConnection.Settings(server), diagnostician: diagnostician);
        await redis.StartAsync(ClusterStartup.Fail, TestContext.Current.CancellationToken);

        Assert.Equal(0, diagnostician.Asked);
    }

    [Fact]
    public async Task Start_WhereNothingWrongIsFound_SaysWhatTheConnectionSaid()
    {
        var diagnostician = new StubDiagnostician(null);
        await using var redis = TestConnection.Create(TestConnection.At(FreePort.Next()), diagnostician: diagnostician);

        var exception = await Assert.ThrowsAsync<ClusterUnavailableException>(() => redis.StartAsync(ClusterStartup.Fail, TestContext.Current.CancellationToken));

        Assert.Contains(exception.InnerException!.Message, exception.Message, StringComparison.Ordinal);
        Assert.Equal(1, diagnostician.Asked);
    }

    [Fact]
    public async Task Start_WithADoctorThatFails_SaysWhatTheConnectionSaid()
    {
        await using var node = await TestNode.StartAsync(
            Settings(FreePort.Next()), static cluster => cluster.Services.AddSingleton<IClusterDoctor, BrokenDoctor>());

        Assert.Single(node.Log.Of(1301));
        Assert.Contains("It was not possible to connect", Assert.Single(node.Log.Of(1103)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithTheAppsOwnConnectionThatFails_SaysWhatTheAppSaid()
    {
        await using var node = TestNode.Create(
            new() { ["Clustering:Name"] = "test" },
            static cluster => cluster.UseConnection(static (_, _) => throw new InvalidOperationException("the vault is closed")),
            ("Clustering:Startup", "Fail"));

        var exception = await Assert.ThrowsAsync<ClusterUnavailableException>(node.StartAsync);

        Assert.Contains("the vault is closed", exception.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> Settings(int port) => new()
    {
        ["redis.enabled"] = "true",
        ["spring.redis.host"] = "127.0.0.1",
        ["spring.redis.port"] = $"{port}",
        ["Clustering:Name"] = "test",
    };

    private static Task<TimeSpan> PingAsync(TestNode node) => node.Redis.RunAsync(
        0, static (generation, _) => generation.Database.PingAsync(), "ping", TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

    private sealed class StubDiagnostician(string? explanation) : IRedisDiagnostician
    {
        public int Asked { get; private set; }

        public Task<string?> ExplainAsync(CancellationToken cancellationToken)
        {
            Asked++;
            return Task.FromResult(explanation);
        }
    }

    private sealed class BrokenDoctor : IClusterDoctor
    {
        public ValueTask<ClusterDiagnosis> ExamineAsync(CancellationToken cancellationToken = default) => throw new InvalidOperationException("on purpose");
    }
}
