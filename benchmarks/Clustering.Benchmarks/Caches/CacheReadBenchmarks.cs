using BenchmarkDotNet.Attributes;
using Clustering.Caches;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Clustering.Benchmarks.Caches;

/// <summary>What does a read of a cache cost, against <see cref="IMemoryCache"/>? The look at the lease is in it.</summary>
[MemoryDiagnoser]
public class CacheReadBenchmarks
{
    private const int Keys = 1_000;

    private readonly string[] _keys = [.. Enumerable.Range(0, Keys).Select(static key => $"key-{key}")];
    private readonly MemoryCache _memory = new(new MemoryCacheOptions());
    private IHost _host = null!;
    private IStaticCache<string[]> _book = null!;
    private IKeyedCache<string, string> _values = null!;
    private int _next;

    /// <summary>Loads everything once.</summary>
    /// <returns>A task that ends when it is there.</returns>
    [GlobalSetup]
    public async Task LoadAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddClusteringCore()
            .AddStaticCache("book", (_, _) => Task.FromResult(_keys))
            .AddKeyedCache<string, string>("values", (_, key, _) => Task.FromResult(key));
        _host = builder.Build();
        _book = _host.Services.GetRequiredService<IStaticCache<string[]>>();
        _values = _host.Services.GetRequiredService<IKeyedCache<string, string>>();
        await _book.GetAsync();
        foreach (var key in _keys)
        {
            await _values.GetAsync(key);
            _memory.Set(key, key);
        }
    }

    /// <summary>Ends the node.</summary>
    [GlobalCleanup]
    public void End()
    {
        _host.Dispose();
        _memory.Dispose();
    }

    [Benchmark(Baseline = true)]
    public string? MemoryCache_TryGetValue() => _memory.TryGetValue(Next(), out string? value) ? value : null;

    [Benchmark]
    public string[] StaticCache_Current() => _book.Current;

    [Benchmark]
    public ValueTask<string[]> StaticCache_GetAsync() => _book.GetAsync();

    [Benchmark]
    public string? KeyedCache_TryGet() => _values.TryGet(Next(), out var value) ? value : null;

    [Benchmark]
    public ValueTask<string> KeyedCache_GetAsync() => _values.GetAsync(Next());

    private string Next()
    {
        var next = _next + 1;
        _next = next < Keys ? next : 0;
        return _keys[_next];
    }
}
