using Clustering.Caches;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Snippets;

/// <summary>The code of docs/caches.md.</summary>
internal static class CacheSnippets
{
    public static void AddBook(WebApplicationBuilder builder)
    {
        builder.AddClustering()
            .AddStaticCache("acl", (services, cancellationToken) => services.GetRequiredService<AclLoader>().LoadAsync(cancellationToken), StalePolicy.Fail);
    }

    public static void AddShared(WebApplicationBuilder builder)
    {
        builder.AddClustering()
            .AddStaticCache<AclBook>("acl", (services, cancellationToken) => services.GetRequiredService<AclLoader>().LoadAsync(cancellationToken), options =>
            {
                options.WhenStale = StalePolicy.Fail;
                options.MaxStaleness = TimeSpan.FromSeconds(5);
                options.SharedLoad = true;
            });
    }

    public static void AddKeyed(WebApplicationBuilder builder)
    {
        builder.AddClustering()
            .AddKeyedCache<int, Product>("products", (services, id, cancellationToken) => services.GetRequiredService<Catalogue>().ReadAsync(id, cancellationToken));
    }

    public static async Task<bool> MayReadAsync(IStaticCache<AclBook> acl, string user, CancellationToken cancellationToken)
    {
        var book = await acl.GetAsync(cancellationToken);
        return book.MayRead(user);
    }

    public static async Task ChangeAsync(Catalogue database, IKeyedCache<int, Product> products, Product product, CancellationToken cancellationToken)
    {
        await database.SaveAsync(product, cancellationToken);
        await products.InvalidateAsync([product.Id], cancellationToken);
    }

    public static async Task GiveTokenAsync(IStaticCache<AclBook> acl, HttpResponse response, CancellationToken cancellationToken)
    {
        var token = await acl.InvalidateAsync(cancellationToken);
        response.Headers["X-Acl"] = token.ToString();
    }

    public static async Task TakeTokenAsync(IStaticCache<AclBook> acl, HttpRequest request, CancellationToken cancellationToken)
    {
        if (CacheToken.TryParse(request.Headers["X-Acl"], out var token) && token.Region == acl.Name)
        {
            await acl.EnsureAtLeastAsync(token, cancellationToken);
        }
    }

    public static async Task WaitAsync(IStaticCache<AclBook> acl, CancellationToken cancellationToken)
    {
        var barrier = await acl.InvalidateAndWaitAsync(TimeSpan.FromSeconds(15), cancellationToken);
        if (!barrier.IsComplete)
        {
            Console.WriteLine($"May still grant what was taken away: {string.Join(", ", barrier.Laggards.Select(node => node.Name))}");
        }
    }

    public static async Task AnnounceAsync(Catalogue database, IStaticCache<AclBook> acl, Product product, CancellationToken cancellationToken)
    {
        await using var change = await acl.BeginChangeAsync(TimeSpan.FromSeconds(30), cancellationToken);
        await database.SaveAsync(product, cancellationToken);
        await change.CompleteAsync(cancellationToken);
    }

    public static IDisposable Watch(IStaticCache<AclBook> acl, SearchIndex index) =>
        ChangeToken.OnChange(acl.GetReloadToken, () => index.Forget(acl.Current));

    public static void Administer(WebApplication app)
    {
        app.MapClusterCaches("/cluster/caches").RequireAuthorization("admin");
    }

    internal sealed record AclBook(HashSet<string> Readers)
    {
        public bool MayRead(string user) => Readers.Contains(user);
    }

    internal sealed class AclLoader
    {
        private readonly HashSet<string> _readers = ["anna"];

        public Task<AclBook> LoadAsync(CancellationToken cancellationToken) => Task.FromResult(new AclBook([.. _readers]));
    }

    internal sealed class SearchIndex
    {
        public AclBook? Forgotten { get; private set; }

        public void Forget(AclBook made) => Forgotten = made;
    }

    internal sealed record Product(int Id);

    internal sealed class Catalogue
    {
        private readonly Dictionary<int, Product> _products = [];

        public Task<Product> ReadAsync(int id, CancellationToken cancellationToken) => Task.FromResult(_products[id]);

        public Task SaveAsync(Product product, CancellationToken cancellationToken)
        {
            _products[product.Id] = product;
            return Task.CompletedTask;
        }
    }
}
