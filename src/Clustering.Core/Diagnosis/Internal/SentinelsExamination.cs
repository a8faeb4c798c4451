using Clustering.Configuration.Internal;
using Clustering.Diagnosis.Internal.Probes;
using Clustering.Redis.Internal;
using Clustering.Redis.Internal.Sentinels;

namespace Clustering.Diagnosis.Internal;

/// <summary>All sentinels together: how many answer, whether they agree, and whether they could decide a failover.</summary>
internal sealed class SentinelsExamination(SentinelSettings settings, ExaminationTime time, CancellationToken cancellationToken)
{
    private SentinelReport[] _reports = [];

    /// <summary>Gets the primary that they agree on; <see langword="null"/>: they do not.</summary>
    public SentinelVerdict? Verdict { get; private set; }

    /// <summary>Gets how many replicas they know.</summary>
    public int KnownReplicas => _reports.Select(static report => report.KnownReplicas).DefaultIfEmpty().Max();

    /// <summary>Examines all at once.</summary>
    /// <param name="target">How to reach one.</param>
    public async Task<IEnumerable<ClusterFinding>> ExamineAsync(Func<HostAndPort, ProbeTarget> target)
    {
        _reports = await Task.WhenAll(settings.Nodes.Select(node => new SentinelExamination(
            new CheckList(node.ToString(), time, cancellationToken), target(node), settings.Master).ExamineAsync())).ConfigureAwait(false);

        var together = new CheckList($"'{settings.Master}'", time, cancellationToken);
        await together.RunAsync(Checks.SentinelsAnswering, null, _ => Task.FromResult(Answering())).ConfigureAwait(false);
        await together.RunAsync(Checks.SentinelsPrimary, Checks.SentinelsAnswering, _ => Task.FromResult(Agreement())).ConfigureAwait(false);
        await together.RunAsync(Checks.SentinelsQuorum, Checks.SentinelsAnswering, _ => Task.FromResult(Quorum())).ConfigureAwait(false);
        return _reports.SelectMany(report => report.Findings).Select(Weigh).Concat(together.Findings);
    }

    private IReadOnlyList<SentinelAnswer> Answers => [.. _reports.Select(static report => report.Answer).OfType<SentinelAnswer>()];

    // Where the others agree, a sentinel that is away is no reason why the cluster could not be used.
    private ClusterFinding Weigh(ClusterFinding finding) =>
        Verdict is not null && finding.Status == ClusterFindingStatus.Failed ? finding with { Status = ClusterFindingStatus.Warning } : finding;

    private Outcome Answering()
    {
        var answers = Answers;
        var (asked, answering) = (_reports.Length, answers.Count);
        if (answering == 0)
        {
            return Outcome.Failed(asked == 1 ? "The only sentinel cannot be used." : $"None of the {asked} sentinels can be used.", "The checks of each say why.");
        }

        var all = answers.Max(static answer => answer.OtherSentinels) + 1;
        var found = $"{answering} of {asked} can be used, of {all} that there are.";
        if (answering < asked)
        {
            return Outcome.Warning(found, "The checks of the others say why.");
        }

        return all < 3
            ? Outcome.Warning(found, "Have at least three, on machines apart: with fewer, the loss of one can mean that nobody may decide a failover.")
            : Outcome.Passed(found);
    }

    private Outcome Agreement()
    {
        var answers = Answers;
        Verdict = SentinelVerdict.Of(answers, null);
        if (Verdict is not { } verdict)
        {
            var said = _reports.Where(static report => report.Answer is not null)
                .Select(static report => $"{report.Address} says {report.Answer!.Primary} (election {report.Answer.ConfigEpoch})");
            return Outcome.Failed(
                $"They do not agree on the primary: {string.Join(", ", said)}.",
                "In a failover that passes within seconds. If it stays, they are cut off from each other, or watch different servers by one name.");
        }

        var reached = settings.AddressMap.Reach(verdict.Primary);
        var found = $"It is {verdict.Primary}{(reached == verdict.Primary ? "" : $", which is reached at {reached}")}.";
        var others = _reports.Where(report => report.Answer is { } answer && answer.Primary != verdict.Primary).ToList();
        return others.Count == 0 ? Outcome.Passed(found) : Outcome.Warning(
            $"{found} But {string.Join(", ", others.Select(static report => $"{report.Address} says {report.Answer!.Primary}"))}.",
            "In a failover that passes within seconds. If it stays, that sentinel is cut off from the others: SENTINEL RESET on it, once they reach each other.");
    }

    private Outcome Quorum()
    {
        var answers = _reports.Where(static report => report.Quorum is not null).ToList();
        var against = answers.Where(static report => !report.Quorum!.IsReached).ToList();
        return answers.Count == 0 ? Outcome.Skipped("They do not let us ask (SENTINEL CKQUORUM).")
            : against.Count == 0 ? Outcome.Passed("They could decide a failover.")
            : Outcome.Warning(
                $"No failover could be decided, say {string.Join(", ", against.Select(static report => report.Address))}: {Outcome.Quote(against[0].Quorum!.Text)}",
                "Start the sentinels that are missing, or see whether they reach each other; the quorum is in 'sentinel monitor'.");
    }
}
