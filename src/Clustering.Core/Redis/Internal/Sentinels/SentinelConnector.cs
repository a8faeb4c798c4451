using System.Net;
using Clustering.Configuration.Internal;
using StackExchange.Redis;

namespace Clustering.Redis.Internal.Sentinels;

/// <summary>Connects to whichever server the sentinels say is the primary; one endpoint at a time.</summary>
/// <remarks>
/// Not StackExchange.Redis' own Sentinel mode: during a planned failover it goes on writing to the old primary for ten seconds and more,
/// and what that acknowledges is lost.
/// </remarks>
internal sealed class SentinelConnector(
    RedisSettings settings, SentinelSettings sentinels, RedisClientOptions client, SentinelWatcher watcher, TimeProvider time)
    : IRedisConnector, IAsyncDisposable, IDisposable
{
    public string Target => watcher.Verdict is { } verdict
        ? $"{sentinels.AddressMap.Reach(verdict.Primary)} (primary of '{sentinels.Master}')"
        : sentinels.ToString();

    public bool OwnsMultiplexer => true;

    public bool IsConfirmed => watcher.IsConfirmed;

    public SentinelView View => watcher.View;

    public void Watch(IFailoverListener listener) => watcher.Start(listener);

    public bool LeadsToPrimary(IConnectionMultiplexer multiplexer) =>
        watcher.Verdict is not { } verdict || multiplexer.GetEndPoints() is [var only] && only.Equals(EndPoint(verdict));

    public async Task<IConnectionMultiplexer> ConnectAsync(CancellationToken cancellationToken)
    {
        var verdict = await FindAsync(cancellationToken).ConfigureAwait(false);
        return await client.ConnectAsync(EndPoint(verdict), cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => watcher.DisposeAsync();

    // For containers that are disposed synchronously, as in tests of apps.
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task<SentinelVerdict> FindAsync(CancellationToken cancellationToken)
    {
        // Rounds are short; at start the first may find the sentinels' own connections not made yet.
        var began = time.GetTimestamp();
        while (true)
        {
            var round = await watcher.AskAsync(cancellationToken).ConfigureAwait(false);
            if (round.Verdict is { } verdict)
            {
                return verdict;
            }

            if (watcher.Verdict is not null || time.GetElapsedTime(began) > settings.ConnectTimeout
                || watcher.View.Sentinels.All(static sentinel => sentinel.Failure is { IsFinal: true }))
            {
                throw new InvalidOperationException(Explain(round));
            }
        }
    }

    private string Explain(RoundResult round)
    {
        if (round.Answers.Count > 0)
        {
            var answers = round.Answers.Select(static answer => $"{answer.Link.Address} says {answer.Answer.Primary} (epoch {answer.Answer.ConfigEpoch})");
            return $"The sentinels do not agree on the primary of '{sentinels.Master}': {string.Join(", ", answers)}.";
        }

        var failures = watcher.View.Sentinels.Select(static sentinel => $"{sentinel.Address}: {sentinel.Failure?.Reason}");
        return $"No sentinel of '{sentinels.Master}' answered. {string.Join(" ", failures)}";
    }

    private EndPoint EndPoint(SentinelVerdict verdict) => EndPoints.From(sentinels.AddressMap.Reach(verdict.Primary));
}
