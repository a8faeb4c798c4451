using Clustering.Caches;
using Clustering.Contracts.Caches;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Clustering.Core.Tests.Caches;

/// <summary>The contract of static caches, without Redis: the node that an app gets with <c>redis.enabled</c> off.</summary>
public sealed class InProcessStaticCacheTests : StaticCacheContract
{
    private protected override Task<CacheBackend> StartAsync() => Task.FromResult<CacheBackend>(new Process());

    private sealed class Process : CacheBackend
    {
        private readonly IHost _host;

        public Process()
        {
            var builder = Host.CreateEmptyApplicationBuilder(null);
            builder.AddClusteringCore().AddStaticCache(Name, (_, cancellationToken) => Source.ReadAsync(cancellationToken));
            _host = builder.Build();
            Nodes = [_host.Services.GetRequiredService<IStaticCache<Book>>()];
        }

        public override IReadOnlyList<IStaticCache<Book>> Nodes { get; }

        public override ICacheRegions Regions => _host.Services.GetRequiredService<ICacheRegions>();

        public override ValueTask DisposeAsync()
        {
            _host.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
