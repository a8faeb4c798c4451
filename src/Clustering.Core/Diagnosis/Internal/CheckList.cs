using System.Net.Sockets;
using Clustering.Configuration.Internal;
using Clustering.Diagnosis.Internal.Probes;

namespace Clustering.Diagnosis.Internal;

/// <summary>The checks of one target, one after the other. What an earlier one makes impossible is skipped, and says because of which.</summary>
internal sealed class CheckList(string target, ExaminationTime time, CancellationToken cancellationToken)
{
    private const string Frozen = "Look at the process there: it may be frozen, overloaded, or something else altogether.";

    private readonly List<ClusterFinding> _findings = [];

    // What did not pass, and the check that is to blame: itself, or the one because of which it was skipped.
    private readonly Dictionary<string, string> _culprits = new(StringComparer.Ordinal);

    // Set once nothing more can be asked.
    private string? _end;

    public IReadOnlyList<ClusterFinding> Findings => _findings;

    public string Target => target;

    public ExaminationTime Time => time;

    private string TimeIsOver => $"the {Durations.Show(time.Whole)} for the whole examination were over";

    /// <summary>Skips everything from now on.</summary>
    /// <param name="because">As the end of "Not examined, because".</param>
    public void End(string because) => _end ??= because;

    /// <summary>Whether a check was made and did not fail.</summary>
    public bool HasPassed(string check) => !_culprits.ContainsKey(check) && _findings.Any(finding => finding.Check == check);

    /// <summary>Makes one check.</summary>
    /// <param name="check">Its name.</param>
    /// <param name="needs">The check without which it makes no sense.</param>
    /// <param name="examine">Does it, within the token's time.</param>
    /// <param name="ifSilent">What it means that nothing came within that time, where there is more to say than that.</param>
    /// <param name="ifBroken">What it means that the connection broke, where there is more to say than that.</param>
    /// <returns>Whether it was made and did not fail.</returns>
    public async Task<bool> RunAsync(
        string check, string? needs, Func<CancellationToken, Task<Outcome>> examine, Outcome? ifSilent = null, Func<Exception, Outcome>? ifBroken = null)
    {
        if (time.Left <= TimeSpan.Zero)
        {
            End(TimeIsOver);
        }

        var culprit = needs is null ? null : _culprits.GetValueOrDefault(needs);
        var outcome = _end is not null ? NotExamined(_end)
            : culprit is not null ? NotExamined($"{culprit} did not pass")
            : await TryAsync(check, examine, ifSilent, ifBroken).ConfigureAwait(false);
        Add(check, outcome);
        if (outcome.Status is ClusterFindingStatus.Passed or ClusterFindingStatus.Warning)
        {
            return true;
        }

        _culprits[check] = culprit ?? check;
        return false;
    }

    private void Add(string check, Outcome outcome) => _findings.Add(new(check, outcome.Status, target, Outcome.Line(outcome.Found), outcome.Remedy));

    private static Outcome NotExamined(string because) => Outcome.Skipped($"Not examined, because {because}.");

    private async Task<Outcome> TryAsync(
        string check, Func<CancellationToken, Task<Outcome>> examine, Outcome? ifSilent, Func<Exception, Outcome>? ifBroken)
    {
        var limit = time.Check < time.Left ? time.Check : time.Left;
        using var timed = new CancellationTokenSource(limit, time.Provider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timed.Token, cancellationToken);
        try
        {
            return await examine(either.Token).ConfigureAwait(false);
        }
        catch (RespRefusedException refused)
        {
            return Outcome.Skipped($"It does not let us ask ({Outcome.Quote(refused.Message)}).");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            if (time.Left <= TimeSpan.Zero)
            {
                End(TimeIsOver); // Not its fault.
                return NotExamined(TimeIsOver);
            }

            // A late answer would be taken for that to the next question.
            End($"{check} did not pass");
            return ifSilent ?? Outcome.Failed($"It did not answer within {Durations.Show(limit)}.", Frozen);
        }
        catch (Exception exception) when (exception is IOException or SocketException or RespProtocolException)
        {
            End($"{check} did not pass");
            return ifBroken?.Invoke(exception)
                ?? Outcome.Failed(exception is RespProtocolException ? exception.Message : $"The connection broke: {Outcome.Quote(exception.Message)}", Frozen);
        }
    }
}
