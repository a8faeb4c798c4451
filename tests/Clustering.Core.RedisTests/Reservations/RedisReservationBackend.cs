using Clustering.Contracts.Reservations;
using Clustering.Core.RedisTests.Redis;
using Clustering.Reservations.Internal;
using Clustering.Sessions.Internal;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Reservations;

/// <summary>Reservations in Redis. Its clock cannot be turned, so what is stored is moved into the past instead.</summary>
internal sealed class RedisReservationBackend(TestNode node) : ReservationBackend
{
    // Every moment that is stored becomes earlier, as it would look after so much time. KEYS[1]: revocations, of these users only, since
    // other lanes have theirs; KEYS[2]: what is due, whose scores only make the sweep look; then anything.
    private const string Age =
        """
        local ms = tonumber(ARGV[1])
        for i = 3, #ARGV do
          if redis.call('ZSCORE', KEYS[1], ARGV[i]) then
            redis.call('ZINCRBY', KEYS[1], string.format('%.0f', -ms * 1000), ARGV[i])
          end
        end
        for _, member in ipairs(redis.call('ZRANGE', KEYS[2], '0', '-1')) do
          if string.sub(member, 1, #ARGV[2]) == ARGV[2] then
            redis.call('ZINCRBY', KEYS[2], string.format('%.0f', -ms), member)
          end
        end
        for i = 3, #KEYS do
          local kind = redis.call('TYPE', KEYS[i]).ok
          local isKept = false
          if kind == 'hash' then
            for _, field in ipairs({ '#end', '#sign' }) do
              local value = redis.call('HGET', KEYS[i], field)
              if value then
                redis.call('HSET', KEYS[i], field, string.format('%.0f', tonumber(value) - ms * (field == '#sign' and 1000 or 1)))
              end
            end
          elseif kind == 'zset' then
            for _, member in ipairs(redis.call('ZRANGE', KEYS[i], '0', '-1')) do
              redis.call('ZINCRBY', KEYS[i], string.format('%.0f', -ms), member)
            end
          elseif kind == 'string' then
            isKept = string.match(redis.call('GET', KEYS[i]), '^%+[^\n]*\n%d+\n[^\n]*\n%d+\nhandle\n')
          end
          if kind ~= 'none' and not isKept then
            redis.call('PEXPIRE', KEYS[i], string.format('%.0f', math.max(0, redis.call('PTTL', KEYS[i]) - ms)))
          end
        end
        """;

    private static readonly string[] Ids = ["a", "b", "c", "d", "fixed", "idle", "left", "kept"];

    public TestNode Node { get; } = node;

    public override IServiceProvider Services => Node.Services;

    public RedisReservationBackend Another() => new(Node);

    public override Task PassAsync(TimeSpan time)
    {
        var (keys, sessions) = (Services.GetRequiredService<ReservationKeys>(), Services.GetRequiredService<SessionKeys>());
        return SharedRedis.Connection.GetDatabase().ScriptEvaluateAsync(
            Age,
            [
                sessions.Revoked,
                keys.Due,
                keys.Category(Category),
                .. ((string[])[Anna, Ben]).SelectMany(user => (RedisKey[])[keys.User(user), sessions.User(user)]),
                .. Sessions.SelectMany(id => (RedisKey[])[keys.Session(id), sessions.Record(id)]),
                .. Ids.Select(id => keys.Record(Category, id)),
            ],
            [(long)time.TotalMilliseconds, Category + ":", Anna, Ben]);
    }

    public override Task SettleAsync() => Services.GetRequiredService<ReservationService>().WhenQuietAsync();
}
