using System.Text;

namespace Clustering.Operations.Internal;

// What becomes of operations. Each answers with the character that the script gives.
internal sealed partial class OperationQueue
{
    private char Complete(InProcessJob job)
    {
        Forget(job);
        _completed++;
        return '1';
    }

    private char Act(OperationTurn turn, OperationAct act, InProcessJob job, long now, Action<string, byte[]> keepOutcome)
    {
        if (job.CancelledBy is not null && act.Verb is OperationVerb.Retry or OperationVerb.Back)
        {
            act = act with { Verb = OperationVerb.Ended };
        }

        var text = Encoding.UTF8.GetString(act.Value.Span);
        switch (act.Verb)
        {
            case OperationVerb.Keep:
                Complete(job);
                keepOutcome(job.Id, [(byte)'+', .. act.Value.Span]);
                return '1';

            case OperationVerb.Ended:
                Forget(job);
                _cancelled++;
                keepOutcome(job.Id, Encoding.UTF8.GetBytes($"x{job.CancelledBy}"));
                return '1';

            case OperationVerb.Retry:
                LetGo(job);
                (job.Progress, job.Error) = (null, text);
                job.Failed++;
                _retried++;
                Point(job);
                if (turn.Policy == OrderPolicy.Skip)
                {
                    Leave(job);
                }

                Schedule(job, now + act.Delay);
                return '1';

            case OperationVerb.Die:
                LetGo(job);
                (job.State, job.Since, job.Error, job.CancelledBy) = (OperationState.Dead, now, text, null);
                job.Failed++;
                _dead.Add(job);
                if (turn.Policy != OrderPolicy.Stop)
                {
                    Leave(job);
                }

                signals.Hear("ended", handler, job.Id);
                return '1';

            case OperationVerb.Back:
                LetGo(job);
                Point(job);
                job.State = OperationState.Queued;
                _back.Add(job);
                return '1';

            case OperationVerb.Cancel:
                return Cancel(job, text, keepOutcome);

            case OperationVerb.Replay:
                return Replay(job, act.Value);

            default:
                if (!_dead.Remove(job))
                {
                    return '0';
                }

                Forget(job);
                _removed++;
                return '1';
        }
    }

    private char Cancel(InProcessJob job, string by, Action<string, byte[]> keepOutcome)
    {
        switch (job.State)
        {
            case OperationState.Dead:
                return '0';
            case OperationState.Running:
                job.CancelledBy = by;
                signals.Hear("cancel", handler, job.Id);
                return '2';
            default:
                Forget(job);
                _cancelled++;
                keepOutcome(job.Id, Encoding.UTF8.GetBytes($"x{by}"));
                return '1';
        }
    }

    private char Replay(InProcessJob job, ReadOnlyMemory<byte> edited)
    {
        if (!_dead.Remove(job))
        {
            return '0';
        }

        if (!edited.IsEmpty)
        {
            job.Envelope = OperationEnvelope.Read(edited);
            job.Steps = [];
        }

        (job.Failed, job.Error) = (0, null);
        if (IsFirst(job))
        {
            Push(job);
        }
        else
        {
            Join(job);
        }

        return '1';
    }

    private void LetGo(InProcessJob job)
    {
        if (job.State == OperationState.Running)
        {
            _running--;
            job.Owner = "";
        }
    }

    // Out of everything that it may be in.
    private void Forget(InProcessJob job)
    {
        LetGo(job);
        _jobs.Remove(job.Id);
        if (job.Place is { } place)
        {
            _ready[job.Envelope.Priority].Remove(place);
            job.Place = null;
        }

        if (job.State == OperationState.Scheduled)
        {
            _scheduled--;
            job.Since = long.MinValue; // What stands in the list of those due is passed over.
        }

        if (_latest.GetValueOrDefault(job.Envelope.Key) == job)
        {
            _latest.Remove(job.Envelope.Key);
        }

        Leave(job);
    }
}
