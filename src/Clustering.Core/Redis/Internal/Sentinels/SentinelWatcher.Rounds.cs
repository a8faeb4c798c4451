using Clustering.Configuration.Internal;

namespace Clustering.Redis.Internal.Sentinels;

// One round: ask all, count, and say what follows.
internal sealed partial class SentinelWatcher
{
    private const int RoundsUnheard = 10;

    private readonly Dictionary<HostAndPort, int> _unheard = [];
    private Failover? _failover;

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        var round = Interlocked.Exchange(ref _nextRound, NewRound());
        var answers = await AskAllAsync(cancellationToken).ConfigureAwait(false);
        var verdict = SentinelVerdict.Of(answers.Select(static answer => answer.Answer), _verdict);
        Report(answers, verdict);

        var result = _round = new(verdict, answers);
        if (verdict is not null && verdict != _verdict)
        {
            var former = _verdict;
            _verdict = verdict;
            Announce(former, verdict);
        }

        Follow(answers);
        round.TrySetResult(result);
    }

    /// <summary>Asks all at once. Whoever did not answer the last time is not waited for, if others do.</summary>
    private async Task<IReadOnlyList<(SentinelLink Link, SentinelAnswer Answer)>> AskAllAsync(CancellationToken cancellationToken)
    {
        var links = _links;
        var expected = links.Where(static link => link.Failure is null || link.Failure == SentinelFailure.NotAskedYet).ToHashSet();
        var answers = new List<(SentinelLink Link, SentinelAnswer Answer)>();
        var asked = links.Select(async link =>
        {
            var answer = await link.AskAsync(AnswerLimit, _time, cancellationToken).ConfigureAwait(false);
            Consider(link, answer);
            return (Link: link, Answer: answer);
        });
        await foreach (var task in Task.WhenEach(asked).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            var (link, answer) = await task.ConfigureAwait(false);
            expected.Remove(link);
            if (answer is not null)
            {
                answers.Add((link, answer));
            }

            if (answers.Count > 0 && (expected.Count == 0 || SentinelVerdict.IsSettled([.. answers.Select(static one => one.Answer)], links.Count)))
            {
                break;
            }
        }

        return answers;
    }

    private void Announce(SentinelVerdict? former, SentinelVerdict verdict)
    {
        if (former?.Primary == verdict.Primary)
        {
            return; // Only the epoch is another.
        }

        if (former is null)
        {
            _logger.PrimaryKnown(_settings.Master, verdict.Primary, verdict.ConfigEpoch);
        }
        else
        {
            _logger.PrimaryMoved(_settings.Master, former.Primary, verdict.Primary, verdict.ConfigEpoch);
        }

        _listener?.PrimaryMoved();
    }

    // Each for itself and at once, also where the others have settled the round by then: only the leader knows of its failover.
    private void Consider(SentinelLink link, SentinelAnswer? answer)
    {
        if (answer is { IsPromoting: true })
        {
            lock (_changing)
            {
                if (_failover is null)
                {
                    Begin(link, "failover_in_progress");
                }
            }
        }
    }

    /// <summary>Finds the end of a failover that nobody has told of.</summary>
    private void Follow(IReadOnlyList<(SentinelLink Link, SentinelAnswer Answer)> answers)
    {
        lock (_changing)
        {
            if (_failover is { } failover
                && answers.Any(answer => answer.Link == failover.Leader
                    && answer.Answer.AskedAt > failover.Since
                    && !answer.Answer.IsFailingOver
                    && answer.Answer.Primary == _verdict?.Primary))
            {
                _failover = null;
                _listener?.FailoverAborted();
            }
        }
    }

    private void Heard(SentinelLink link, SentinelEvent heard)
    {
        if (heard.Primary != _settings.Master)
        {
            return;
        }

        _logger.SentinelEventHeard(link.Address, heard.Name);
        lock (_changing)
        {
            if (heard.BeginsFailover)
            {
                Begin(link, heard.Name);
            }
            else if (heard.AbortsFailover)
            {
                _failover = null;
                _listener?.FailoverAborted();
            }
        }

        BeAlert();
    }

    private void Begin(SentinelLink leader, string sign)
    {
        _failover = new(leader, _time.GetTimestamp());
        _listener?.FailoverBegan($"{sign} of the sentinel {leader.Address}");
    }

    private void Report(IReadOnlyList<(SentinelLink Link, SentinelAnswer Answer)> answers, SentinelVerdict? verdict)
    {
        foreach (var link in _links)
        {
            if (link.Failure is { } failure)
            {
                if (failure != SentinelFailure.NotAskedYet && _away.Add(link.Address))
                {
                    _logger.SentinelAway(link.Address, failure.Reason);
                }
            }
            else if (_away.Remove(link.Address))
            {
                _logger.SentinelAnswers(link.Address);
            }
        }

        foreach (var link in _links.Where(static link => link.Failure is null))
        {
            // Some rounds are allowed for the subscription.
            var rounds = _unheard[link.Address] = link.IsListening ? 0 : _unheard.GetValueOrDefault(link.Address) + 1;
            if (rounds == RoundsUnheard)
            {
                _logger.SentinelUnheard(link.Address);
            }
        }

        // For a moment they disagree in every failover.
        var disagree = verdict is null && answers.Count > 0;
        if (disagree && !_disagreed && !IsAlert)
        {
            _logger.SentinelsDisagree(_settings.Master, Describe(answers));
        }

        _disagreed = disagree && (_disagreed || !IsAlert);
    }

    private static string Describe(IEnumerable<(SentinelLink Link, SentinelAnswer Answer)> answers) => string.Join(
        ", ", answers.Select(static answer => $"{answer.Link.Address} says {answer.Answer.Primary} (epoch {answer.Answer.ConfigEpoch})"));

    private sealed record Failover(SentinelLink Leader, long Since);
}
