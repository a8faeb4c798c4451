using Clustering.Redis.Internal;

namespace Clustering.Caches.Internal;

// Checks: one question at a time, for all regions.
internal sealed partial class RedisCacheRegions
{
    // An answer that came too late is asked for again, and the first that a new region gets has no position in it.
    private const int Questions = 4;

    private readonly Lock _asking = new();
    private Task _running = Task.CompletedTask;
    private Task? _next;
    private string _known = "";
    private Dictionary<string, RegionPosition> _positions = [];
    private long _offset;
    private long _primary;

    public Task CheckAsync(CancellationToken cancellationToken)
    {
        lock (_asking)
        {
            // One under way may have been answered before the caller came; whoever comes meanwhile shares the next.
            return (_next ??= CheckAfterAsync(_running)).WaitAsync(cancellationToken);
        }
    }

    // Whatever was published before the subscription was there went unheard.
    public Task OnGenerationAsync(RedisGeneration generation, CancellationToken cancellationToken) =>
        _regions.IsEmpty ? Task.CompletedTask : CheckAsync(cancellationToken);

    private async Task CheckAfterAsync(Task earlier)
    {
        await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_asking)
        {
            (_running, _next) = (_next!, null);
        }

        for (var question = 0; question < Questions; question++)
        {
            if (await AskAsync(_stopped).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    /// <returns>Whether the answer says something of every region.</returns>
    private async Task<bool> AskAsync(CancellationToken cancellationToken)
    {
        var primary = Meet();

        // Whoever waits for all nodes must know of this one before it relies on anything.
        await _presence.BePresentAsync(cancellationToken).ConfigureAwait(false);

        // The marks and the time before the question: what the answer says may have been so from then on, and no longer.
        var asked = _regions.Values.Select(static region => (Region: region, Mark: region.Mark())).ToArray();
        string[] missing = [.. asked.Select(static ask => ask.Region.Name).Where(name => !_positions.ContainsKey(name))];
        var (sent, began) = (_clock.Now, _clock.Time.GetTimestamp());
        var answer = await _heartbeat.RunAsync(missing.Length == 0 ? _known : "", missing, cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _offset, answer.Now + ((long)_clock.Time.GetElapsedTime(began).TotalMicroseconds / 2) - LocalMicroseconds());
        _abandoned = answer.Abandoned;
        _known = answer.Last;
        _positions = answer.Positions ?? _positions;

        if (primary != Meet())
        {
            return false; // Nobody knows which of the two has answered.
        }

        var isDone = true;
        foreach (var (region, mark) in asked)
        {
            // One that is missing has been lost by the server since; asking again gives it a new position.
            isDone &= _positions.TryGetValue(region.Name, out var position)
                && await AnswerAsync(region, mark, position, sent + (long)(region.MaxStaleness ?? default).TotalMilliseconds, cancellationToken).ConfigureAwait(false);
        }

        return isDone;
    }

    /// <returns>Whether the answer says something of the region.</returns>
    private async Task<bool> AnswerAsync(CacheRegion region, RegionMark mark, RegionPosition position, long until, CancellationToken cancellationToken)
    {
        var effect = region.Checked(mark, position, until);
        if (effect == RegionEffect.Behind)
        {
            foreach (var change in await _log.ReadAsync(region.Name, cancellationToken).ConfigureAwait(false))
            {
                region.Heard(change);
            }

            effect = region.Checked(mark, position, until, hasReadLog: true);
        }

        return effect != RegionEffect.AskAgain;
    }

    /// <summary>
    /// Looks which primary there is. Another may have forgotten steps that this node has not heard of, and then it is where this node is, though
    /// both are behind: so with another, all is invalid.
    /// </summary>
    private long Meet()
    {
        var primary = _redis.Current?.Primary.Number ?? 0;
        if (primary != _primary)
        {
            _primary = primary;
            foreach (var region in _regions.Values)
            {
                region.Lose();
            }
        }

        return primary;
    }

    /// <summary>The server's clock, about, so that it does not matter what nodes' clocks say.</summary>
    private long ServerMicroseconds() => LocalMicroseconds() + Volatile.Read(ref _offset);

    private long LocalMicroseconds() => (_clock.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
