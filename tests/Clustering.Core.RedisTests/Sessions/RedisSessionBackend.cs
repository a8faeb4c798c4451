using Clustering.Contracts.Sessions;
using Clustering.Redis.Internal;
using Clustering.Sessions;
using Clustering.Sessions.Internal;
using Clustering.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Sessions;

/// <summary>Sessions in Redis. Its clock cannot be turned, so what is stored is moved into the past instead.</summary>
internal sealed class RedisSessionBackend : SessionBackend
{
    // Every moment that is stored becomes earlier, as it would look after so much time.
    private const string Age =
        """
        local ms = tonumber(ARGV[1])

        local function moveField(key, field, by)
          local value = redis.call('HGET', key, field)
          if value then
            redis.call('HSET', key, field, string.format('%.0f', tonumber(value) - by))
          end
        end

        for i, key in ipairs(KEYS) do
          local kind = redis.call('TYPE', key).ok
          if kind == 'hash' then
            for _, field in ipairs(redis.call('HKEYS', key)) do
              if string.sub(field, 1, 1) == '@' or field == '#end' or field == '#made' then
                moveField(key, field, ms)
              elseif field == '#sign' then
                moveField(key, field, ms * 1000)
              end
            end
          elseif kind == 'zset' then
            for _, member in ipairs(redis.call('ZRANGE', key, '0', '-1')) do
              redis.call('ZINCRBY', key, string.format('%.0f', -ms * (i == 1 and 1000 or 1)), member)
            end
          end
          if kind ~= 'none' then
            redis.call('PEXPIRE', key, string.format('%.0f', math.max(0, redis.call('PTTL', key) - ms)))
          end
        end
        """;

    private readonly SessionKeys _keys;

    public RedisSessionBackend(RedisConnection redis, string clusterName, ClusterSessionOptions options)
    {
        _keys = new SessionKeys(clusterName, options.ReadStockSessions ? options.StockInstanceName : null);
        var wrapped = Microsoft.Extensions.Options.Options.Create(options);
        Records = new RedisSessionRecords(redis, _keys, wrapped, Observers, NullLogger<RedisSessionRecords>.Instance);
        Directory = new RedisSessionDirectory(redis, _keys, wrapped, Observers);
    }

    /// <summary>Gets whom it tells of what becomes of sessions.</summary>
    public SessionObservers Observers { get; } = new();

    public override ISessionRecords Records { get; }

    public override ISessionDirectory Directory { get; }

    public override Task PassAsync(TimeSpan time) => SharedRedis.Connection.GetDatabase().ScriptEvaluateAsync(
        Age,
        [_keys.Revoked, .. Users.Select(_keys.User), .. Ids.Select(_keys.Record)],
        [(long)time.TotalMilliseconds]);
}
