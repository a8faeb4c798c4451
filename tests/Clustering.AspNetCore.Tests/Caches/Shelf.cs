using System.Globalization;
using Clustering.Caches;
using Clustering.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Clustering.AspNetCore.Tests.Caches;

/// <summary>An app that keeps a number in a database and in a cache, and requests that change and read it.</summary>
internal sealed class Shelf
{
    private TaskCompletionSource? _gate;
    private int _edition;

    /// <summary>Gets what is in the database.</summary>
    public int Edition => Volatile.Read(ref _edition);

    /// <summary>Holds loads back from now on, until <see cref="Open"/>.</summary>
    public void Close() => _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => Interlocked.Exchange(ref _gate, null)?.SetResult();

    public void Build(WebApplicationBuilder builder) => builder.AddClustering().AddStaticCache<Number>("number", async (_, cancellationToken) =>
    {
        var number = new Number(Edition);
        await (Volatile.Read(ref _gate)?.Task.WaitAsync(cancellationToken) ?? Task.CompletedTask);
        return number;
    });

    public void Map(WebApplication app)
    {
        app.UseClusterSession();
        MapEndpoints(app);
    }

    public void MapStock(WebApplication app)
    {
        app.UseSession();
        MapEndpoints(app);
    }

    private void MapEndpoints(WebApplication app)
    {
        app.MapClusterCaches();
        app.MapGet("/begin", async (HttpContext context, IStaticCache<Number> cache) =>
        {
            await context.Session.LoadAsync();
            context.Session.SetString("visitor", "here");
            await cache.GetAsync();
        });
        app.MapGet("/change", async (IStaticCache<Number> cache) =>
        {
            var edition = Interlocked.Increment(ref _edition);
            await cache.InvalidateAsync();
            return edition.ToString(CultureInfo.InvariantCulture);
        });
        app.MapGet("/change-and-note", async (HttpContext context, IStaticCache<Number> cache) =>
        {
            await context.Session.LoadAsync();
            var edition = Interlocked.Increment(ref _edition).ToString(CultureInfo.InvariantCulture);
            context.Session.SetString("edition", edition);
            await cache.InvalidateAsync();
            return edition;
        });
        app.MapGet("/read", (IStaticCache<Number> cache) => cache.Current.Edition.ToString(CultureInfo.InvariantCulture))
            .WithMetadata(new SessionAttribute(SessionAccess.ReadOnly));
        app.MapGet("/read-alone", (IStaticCache<Number> cache) => cache.Current.Edition.ToString(CultureInfo.InvariantCulture));
        app.MapGet("/read-loaded", async (HttpContext context, IStaticCache<Number> cache) =>
        {
            await context.Session.LoadAsync();
            return cache.Current.Edition.ToString(CultureInfo.InvariantCulture);
        });
    }

    internal sealed record Number(int Edition);
}
