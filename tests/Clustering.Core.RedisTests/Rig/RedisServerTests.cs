using System.Diagnostics;
using Clustering.Testing;
using Clustering.Testing.Internal;

namespace Clustering.Core.RedisTests.Rig;

public sealed class RedisServerTests
{
    // So that no test leaves a key that stays.
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Restart_AfterKill_AnswersOnTheSamePortAndHasForgotten()
    {
        await using var server = await RedisServer.StartAsync();
        var port = server.Port;
        await SetAsync(server, "k", "v");

        server.Kill();
        Assert.False(server.IsRunning);
        await server.RestartAsync();

        Assert.Equal(port, server.Port);
        Assert.True(await GetAsync(server, "k") is null);
    }

    [Fact]
    public async Task Restart_WithAppendOnlyFile_KeepsWhatWasWritten()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await SetAsync(server, "k", "v");

        await server.RestartAsync();

        Assert.Equal("v", await GetAsync(server, "k"));
    }

    [Fact]
    public async Task Pause_WhilePaused_NothingIsAnsweredAndAfterContinueItIs()
    {
        await using var server = await RedisServer.StartAsync();
        await using var connection = await server.ConnectAsync();

        server.Pause();
        var ping = connection.GetDatabase().PingAsync();
        await Assert.ThrowsAsync<TimeoutException>(() => ping.WaitAsync(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken));
        server.Continue();

        await ping;
    }

    [Fact]
    public async Task CommandStats_AfterReset_CountsTheTestsCommandsAndNotItsOwn()
    {
        await using var server = await RedisServer.StartAsync("--requirepass", "secret");
        await using var connection = await server.ConnectAsync();
        await server.ResetStatsAsync();

        await connection.GetDatabase().StringSetAsync("k", "v", Minute);
        await connection.GetDatabase().ScriptEvaluateAsync("return redis.call('GET', KEYS[1])", ["k"]);
        _ = await server.CommandStatsAsync();
        var stats = await server.CommandStatsAsync();

        Assert.Equal(1, stats["set"] + stats["setex"]);
        Assert.Equal(1, stats["eval"] + stats["evalsha"]);
        Assert.Equal(server.Kind == ServerKind.Garnet ? 0 : 1, stats["get"]); // It does not count the commands in scripts.
        Assert.Equal(0, stats["info"]);
        Assert.Equal(0, stats["auth"]);
        Assert.Equal(0, stats["config|resetstat"]);
    }

    [Fact]
    [NotOn("garnet", "It does not count bytes.")]
    public async Task Bytes_WhenALargeValueIsWrittenAndRead_GrowByItsSize()
    {
        await using var server = await RedisServer.StartAsync();
        await using var connection = await server.ConnectAsync();
        var before = await server.BytesAsync();

        await connection.GetDatabase().StringSetAsync("k", new byte[100_000], Minute);
        await connection.GetDatabase().StringGetAsync("k");

        var after = await server.BytesAsync();
        Assert.InRange(after.Received - before.Received, 100_000, 110_000);
        Assert.InRange(after.Sent - before.Sent, 100_000, 110_000);
    }

    [Fact]
    [NotOn("garnet", "Its arguments are translated, and the translation knows what it can.")]
    public async Task Start_WithAnArgumentRedisDoesNotKnow_SaysWhatRedisWrote()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => RedisServer.StartAsync("--no-such-option", "1"));

        Assert.Contains("no-such-option", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_Always_EndsTheProcessAndRemovesTheFolder()
    {
        var server = await RedisServer.StartAsync();
        var processId = server.ProcessId;

        await server.DisposeAsync();

        Assert.False(Directory.Exists(server.Folder));
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(processId));
    }

    [Fact]
    public async Task Start_WhenTheTestProcessIsGone_DoesNotOutliveIt()
    {
        var folder = Directory.CreateTempSubdirectory("clustering-orphan-");
        try
        {
            using var server = RedisProgram.Start("redis-server", ["--port", $"{FreePort.Next()}", "--save", ""], folder.FullName);

            // What the kernel does for a process that ends, however it ends.
            server.StandardInput.Close();

            await server.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task SetAsync(RedisServer server, string key, string value)
    {
        await using var connection = await server.ConnectAsync();
        await connection.GetDatabase().StringSetAsync(key, value, Minute);
    }

    private static async Task<string?> GetAsync(RedisServer server, string key)
    {
        await using var connection = await server.ConnectAsync();
        return await connection.GetDatabase().StringGetAsync(key);
    }
}
