using Clustering.AspNetCore.Tests.Sessions;
using Clustering.Testing;
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

    /// <param name="redis">The server. The cache makes a connection of its own.</param>
    /// <param name="connection">The key ring's connection, which stays the test's.</param>
    /// <param name="name">What keeps this app's keys apart: the cache's instance name, the key ring and the application's name.</param>
    /// <param name="gate">Holds requests to <c>/slow-set</c> between reading and writing, and to <c>/slow-end</c> after the response.</param>
    public static async Task<StockNode> StartAsync(RedisServer redis, IConnectionMultiplexer connection, string name, Gate? gate = null)
    {
        KeySweep.MayStay(KeyRing(name).ToString());
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Staging", ApplicationName = "TestApp" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddRouting();
        builder.Services.AddDataProtection().SetApplicationName(name).PersistKeysToStackExchangeRedis(connection, KeyRing(name));
        builder.Services.AddStackExchangeRedisCache(options =>
        {
            options.InstanceName = name;
            options.ConfigurationOptions = redis.Options(); // RedisCache disposes the connection it uses.
            options.ConfigurationOptions.AsyncTimeout = 5_000; // As an app has it that says nothing.
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
