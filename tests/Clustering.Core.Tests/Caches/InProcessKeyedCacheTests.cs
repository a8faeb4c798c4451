using Clustering.Caches;
using Clustering.Contracts.Caches;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Clustering.Core.Tests.Caches;

/// <summary>The contract of keyed caches, without Redis.</summary>
public sealed class InProcessKeyedCacheTests : KeyedCacheContract
{
    private protected override Task<ShelfBackend> StartAsync() => Task.FromResult<ShelfBackend>(new Process());

    private sealed class Process : ShelfBackend
    {
        private readonly IHost _host;

        public Process()
        {
            var builder = Host.CreateEmptyApplicationBuilder(null);
            builder.AddClusteringCore().AddKeyedCache<int, Book>(
                Name, (_, key, cancellationToken) => Source.ReadAsync(key, cancellationToken), options => options.Capacity = Capacity);
            _host = builder.Build();
            Nodes = [_host.Services.GetRequiredService<IKeyedCache<int, Book>>()];
        }

        public override IReadOnlyList<IKeyedCache<int, Book>> Nodes { get; }

        public override ValueTask DisposeAsync()
        {
            _host.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
