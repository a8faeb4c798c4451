using Clustering.AspNetCore.Tests.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using IServer = Microsoft.AspNetCore.Hosting.Server.IServer;

namespace Clustering.AspNetCore.Tests.Rig;

/// <summary>One node of an app as it is without this library: Microsoft's session store over Microsoft's Redis cache, with shared keys.</summary>
internal sealed class StockNode : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StockNode(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public Uri Address { get; }

    /// <param name="redis">The server: the key ring's connection, which stays the test's, and where the cache makes one of its own.</param>
    /// <param name="name">What keeps this app's keys apart: the cache's instance name, the key ring and the application's name.</param>
    /// <param name="gate">Holds requests to <c>/slow-set</c> between reading and writing, and to <c>/slow-end</c> after the response.</param>
    public static async Task<StockNode> StartAsync(IConnectionMultiplexer redis, string name, Gate? gate = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Staging", ApplicationName = "TestApp" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddRouting();
        builder.Services.AddDataProtection().SetApplicationName(name).PersistKeysToStackExchangeRedis(redis, KeyRing(name));
        builder.Services.AddStackExchangeRedisCache(options =>
        {
            options.InstanceName = name;
            options.Configuration = redis.Configuration; // RedisCache disposes the connection it uses.
        });
        builder.Services.AddSession();
        var app = builder.Build();
        app.UseSession();
        SessionApp.MapPlain(app);
        if (gate is not null)
        {
            SessionApp.MapSlowSet(app, gate);
            SessionApp.MapSlowEnd(app, gate);
        }

        await app.StartAsync();
        return new StockNode(app);
    }

    public static RedisKey KeyRing(string name) => name + "keys";

    public Uri At(string path) => new(Address, path);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
