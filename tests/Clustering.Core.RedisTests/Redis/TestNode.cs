using Clustering.Nodes;
using Clustering.Redis.Internal;
using Clustering.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clustering.Core.RedisTests.Redis;

/// <summary>A worker that called <c>AddClusteringCore()</c>: a node as apps have it.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private readonly IHost _host;

    private TestNode(IHost host, LogCapture log)
    {
        _host = host;
        Log = log;
    }

    public LogCapture Log { get; }

    public IServiceProvider Services => _host.Services;

    public IClusterNodes Nodes => Services.GetRequiredService<IClusterNodes>();

    public RedisConnection Redis => Services.GetRequiredService<RedisConnection>();

    public static TestNode Create(
        Dictionary<string, string?> settings, Action<IClusterBuilder>? build = null, params (string Key, string Value)[] more)
    {
        var log = new LogCapture();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration.AddInMemoryCollection(more.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        var cluster = builder.AddClusteringCore();
        build?.Invoke(cluster);
        return new(builder.Build(), log);
    }

    public static async Task<TestNode> StartAsync(
        Dictionary<string, string?> settings, Action<IClusterBuilder>? build = null, params (string Key, string Value)[] more)
    {
        var node = Create(settings, build, more);
        try
        {
            await node.StartAsync();
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    public Task StartAsync() => _host.StartAsync(TestContext.Current.CancellationToken);

    public Task StopAsync() => _host.StopAsync(TestContext.Current.CancellationToken);

    /// <summary>Disposes without stopping: nothing is said to the others, as when the process is killed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_host is IAsyncDisposable host)
        {
            await host.DisposeAsync();
        }
    }
}
