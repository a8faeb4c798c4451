using System.Buffers;
using Clustering.Redis.Internal;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using StackExchange.Redis;

namespace Clustering.Caching.Internal;

/// <summary><c>IDistributedCache</c> over Microsoft's RedisCache, which keeps the connection it was made with: so each generation gets one of its own.</summary>
internal sealed class ClusterDistributedCache(RedisConnection redis, CacheKeys keys) : IDistributedCache, IBufferDistributedCache
{
    private volatile Entry? _entry;

    public byte[]? Get(string key) => Run(key, static (cache, key) => cache.Get(key));

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) =>
        RunAsync((key, token), static (cache, call) => cache.GetAsync(call.key, call.token), token);

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => Run((key, value, options), static (cache, call) =>
    {
        cache.Set(call.key, call.value, call.options);
        return true;
    });

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        RunAsync((key, value, options, token), static async (cache, call) =>
        {
            await cache.SetAsync(call.key, call.value, call.options, call.token);
            return true;
        }, token);

    public void Refresh(string key) => Run(key, static (cache, key) =>
    {
        cache.Refresh(key);
        return true;
    });

    public Task RefreshAsync(string key, CancellationToken token = default) => RunAsync((key, token), static async (cache, call) =>
    {
        await cache.RefreshAsync(call.key, call.token);
        return true;
    }, token);

    public void Remove(string key) => Run(key, static (cache, key) =>
    {
        cache.Remove(key);
        return true;
    });

    public Task RemoveAsync(string key, CancellationToken token = default) => RunAsync((key, token), static async (cache, call) =>
    {
        await cache.RemoveAsync(call.key, call.token);
        return true;
    }, token);

    public bool TryGet(string key, IBufferWriter<byte> destination) =>
        Run((key, destination), static (cache, call) => ((IBufferDistributedCache)cache).TryGet(call.key, call.destination));

    public ValueTask<bool> TryGetAsync(string key, IBufferWriter<byte> destination, CancellationToken token = default) =>
        new(RunAsync(
            (key, destination, token),
            static (cache, call) => ((IBufferDistributedCache)cache).TryGetAsync(call.key, call.destination, call.token).AsTask(),
            token));

    public void Set(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options) =>
        Run((key, value, options), static (cache, call) =>
        {
            ((IBufferDistributedCache)cache).Set(call.key, call.value, call.options);
            return true;
        });

    public ValueTask SetAsync(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        new(RunAsync((key, value, options, token), static async (cache, call) =>
        {
            await ((IBufferDistributedCache)cache).SetAsync(call.key, call.value, call.options, call.token);
            return true;
        }, token));

    private Task<T> RunAsync<TState, T>(TState state, Func<RedisCache, TState, Task<T>> command, CancellationToken cancellationToken) =>
        redis.RunAgainAsync(
            (Cache: this, state, command),
            static (generation, call) => call.command(call.Cache.On(generation), call.state),
            "distributed cache",
            redis.Timeout,
            cancellationToken);

    // The interface has synchronous methods, and apps that call them: a thread waits, as with Microsoft's own.
    private T Run<TState, T>(TState state, Func<RedisCache, TState, T> command)
    {
        var generation = redis.Enter("distributed cache");
        try
        {
            return command(On(generation), state);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            throw new ClusterUnavailableException($"Redis at {generation.EndPoint} could not answer for the distributed cache: {exception.Message}", exception);
        }
    }

    private RedisCache On(RedisGeneration generation)
    {
        var entry = _entry;
        if (entry is null || !ReferenceEquals(entry.Multiplexer, generation.Multiplexer))
        {
            // Never disposed: RedisCache would dispose the connection, which is everybody's.
            _entry = entry = new(generation.Multiplexer, new RedisCache(new RedisCacheOptions
            {
                ConnectionMultiplexerFactory = () => Task.FromResult(generation.Multiplexer),
                InstanceName = keys.Prefix,
            }));
        }

        return entry.Cache;
    }

    private sealed record Entry(IConnectionMultiplexer Multiplexer, RedisCache Cache);
}
