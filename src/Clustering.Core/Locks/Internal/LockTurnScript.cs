using System.Globalization;
using Clustering.Leases.Internal;
using Clustering.Nodes.Internal;
using Clustering.Redis.Internal;
using StackExchange.Redis;

namespace Clustering.Locks.Internal;

/// <summary>The C# face of <c>lock-turn.lua</c>: the only place that knows the order of its keys and arguments.</summary>
internal sealed class LockTurnScript(RedisConnection redis, LockKeys keys, LeaseKeys leases, NodeKeys nodes, string nodeId, TimeSpan lease)
{
    private static readonly RedisScript Script = new("lock-turn.lua");
    private static readonly RedisValue Ask = "ask", Wait = "wait", Release = "release", Force = "force";

    private readonly RedisValue _nodeId = nodeId;
    private readonly RedisValue _lease = ((long)lease.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
    private readonly string _plainChannels = nodes.Node("").ToString();

    private RedisValue Channels => redis.Current?.ChannelPrefix is { Length: > 0 } prefix ? prefix + _plainChannels : _plainChannels;

    /// <summary>Asks for the lock, and gets in line where somebody has it and <paramref name="waits"/> says so.</summary>
    public async Task<LockTurn> AskAsync(string name, string owner, bool waits, CancellationToken cancellationToken)
    {
        var reply = await RunAsync(name, [waits ? Wait : Ask, owner, _nodeId, _lease, Channels], redis.Timeout, cancellationToken).ConfigureAwait(false);
        return (int)reply[0] switch
        {
            0 => new(LockTurnStatus.Held, Remaining: Milliseconds(reply[1])),
            1 => new(LockTurnStatus.Granted, (long)reply[1]),
            2 => new(LockTurnStatus.Queued, Remaining: Milliseconds(reply[1]), Ahead: (long)reply[2]),
            3 => new(LockTurnStatus.Ended),
            var other => throw new InvalidOperationException($"{Script.Name} answered {other}."),
        };
    }

    /// <summary>Lets the lock go, or leaves the queue.</summary>
    /// <returns><see langword="null"/> if that is done; otherwise what became of the lock, as a record, or '' where nobody knows.</returns>
    public async Task<string?> ReleaseAsync(string name, string owner, LockRelease release, TimeSpan limit, CancellationToken cancellationToken)
    {
        RedisValue[] values = [Release, owner, _nodeId, _lease, Channels];
        var reply = (RedisResult[])(await redis.RunAgainAsync(
            (release, Keys(name), values), SendAsync, Script.Name, limit, cancellationToken).ConfigureAwait(false))!;
        return (int)reply[0] == 0 ? (string?)reply[1] ?? "" : null;
    }

    /// <summary>Ends the lock of an owner by force.</summary>
    /// <returns>Whether it has ended by that; if not, somebody else holds it by now, or nobody.</returns>
    public async Task<bool> ForceAsync(string name, string owner, string by, string reason, CancellationToken cancellationToken)
    {
        var reply = await RunAsync(name, [Force, owner, _nodeId, _lease, Channels, $"{by}\n{reason}"], redis.Timeout, cancellationToken).ConfigureAwait(false);
        return (int)reply[0] == 1;
    }

    private async Task<RedisResult[]> RunAsync(string name, RedisValue[] values, TimeSpan limit, CancellationToken cancellationToken) =>
        (RedisResult[])(await redis.RunAsync(
            Script, Keys(name), values, limit, cancellationToken).ConfigureAwait(false))!;

    private RedisKey[] Keys(string name) => [keys.Lock(name), leases.Fence, keys.Queue(name), nodes.Leases, leases.Forced];

    private static Task<RedisResult> SendAsync(RedisGeneration generation, (LockRelease Release, RedisKey[] Keys, RedisValue[] Values) call)
    {
        call.Release.Sending();
        return Script.RunAsync(generation.Database, call.Keys, call.Values);
    }

    // -1 and -2, without an end or gone since: ask again soon.
    private static TimeSpan Milliseconds(RedisResult reply) => TimeSpan.FromMilliseconds(Math.Max(0, (long)reply));
}
