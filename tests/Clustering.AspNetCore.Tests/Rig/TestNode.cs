using System.Net;
using Clustering.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clustering.AspNetCore.Tests.Rig;

/// <summary>One node: an app on Kestrel, on a port of its own. What a server does with a response matters here, so no TestServer.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestNode(WebApplication app, LogCapture logs)
    {
        _app = app;
        Logs = logs;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public Uri Address { get; }

    public LogCapture Logs { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<TestNode> StartAsync(
        IEnumerable<KeyValuePair<string, string?>> settings, Action<WebApplication> map, Action<WebApplicationBuilder>? build = null)
    {
        var logs = new LogCapture();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Staging", ApplicationName = "TestApp" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(logs);
        builder.Services.AddRouting();
        builder.AddClustering();
        builder.Services.AddSession();
        build?.Invoke(builder);
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return new TestNode(app, logs);
    }

    /// <summary>A visitor's browser. Its cookies count for every node, as behind one proxy.</summary>
    public static HttpClient Browser(CookieContainer? cookies = null) => new(new SocketsHttpHandler
    {
        CookieContainer = cookies ?? new CookieContainer(),
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
    })
    {
        Timeout = TimeSpan.FromSeconds(60),
    };

    public Uri At(string path) => new(Address, path);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
