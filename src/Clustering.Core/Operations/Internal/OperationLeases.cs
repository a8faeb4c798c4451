using Clustering.Leases.Internal;
using Clustering.Redis.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clustering.Operations.Internal;

/// <summary>Extends the leases of what this node runs, of all handlers in one script, and tells each handler in time whose lease is over.</summary>
/// <remarks>On threads of its own: where handlers block all threads of the pool, as synchronous code does, leases must hold all the same.</remarks>
internal sealed class OperationLeases : IDisposable
{
    /// <summary>How many leases one script extends: about half a millisecond of the server's time.</summary>
    private const int Most = 500;

    private readonly OperationLeaseWire _wire;
    private readonly OperationRenewScript _script;
    private readonly LeaseTerms _terms;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AutoResetEvent _wake = new(false);
    private readonly TimeSpan _tick;
    private readonly TimeSpan _limit;
    private IReadOnlyList<OperationWorker> _workers = [];
    private volatile bool _isStopped;
    private volatile bool _isWanted;
    private volatile bool _isChanged;
    private bool _isFailing;
    private long _renewed;
    private long _askedAt;

    public OperationLeases(
        RedisConnection redis, OperationLeaseWire wire, OperationKeys keys, IOptions<OperationOptions> options, TimeProvider time, ILogger<OperationLeases> logger)
    {
        _terms = new(options.Value.Lease, options.Value.RenewEvery);
        _wire = wire;
        _script = new(redis, wire, keys, _terms.Lease);
        _time = time;
        _logger = logger;
        _tick = Shorter(_terms.RenewEvery / 5, _terms.Margin / 4);
        _limit = Shorter(redis.Timeout, _terms.RenewEvery);
    }

    public void Start(IReadOnlyList<OperationWorker> workers)
    {
        _workers = workers;
        new Thread(Run) { IsBackground = true, Name = "Clustering leases of operations" }.Start();
        new Thread(Watch) { IsBackground = true, Name = "Clustering leases that are over" }.Start();
    }

    /// <summary>Extends all of them now: the server may have changed, and forgotten some.</summary>
    public void RenewNow()
    {
        _isChanged = true;
        _isWanted = true;
        _wake.Set();
    }

    public void Dispose()
    {
        _isStopped = true;
        _wake.Set();
    }

    private void Run()
    {
        for (_renewed = _time.GetTimestamp(); !_isStopped; _wake.WaitOne(_tick))
        {
            if (_isWanted || _time.GetElapsedTime(_renewed) >= _terms.RenewEvery)
            {
                Volatile.Write(ref _askedAt, _time.GetTimestamp());
                try
                {
                    Renew();
                }
                catch (Exception exception)
                {
                    NoteFailure(exception);
                }

                Volatile.Write(ref _askedAt, 0);
            }
        }

        _wire.Dispose();
    }

    // Beside the other, since that one may wait for an answer.
    private void Watch()
    {
        for (; !_isStopped; Thread.Sleep(_tick))
        {
            LoseWhatIsOver();
            if (Volatile.Read(ref _askedAt) is not 0 and var asked && _time.GetElapsedTime(asked) > _limit * 2)
            {
                _wire.Dispose();
            }
        }
    }

    // And finds those that were noted late, because the pool was busy: they must not wait for the next round.
    private void LoseWhatIsOver()
    {
        var now = _time.GetTimestamp();
        var late = now + (long)((_terms.Reliable - (_terms.RenewEvery * 1.5)).TotalSeconds * _time.TimestampFrequency);
        foreach (var worker in _workers)
        {
            foreach (var running in worker.Running)
            {
                if (now >= running.Deadline)
                {
                    worker.Lose(running);
                }
                else if (running.Deadline < late && _time.GetElapsedTime(_renewed) > _tick)
                {
                    _isWanted = true;
                }
            }
        }
    }

    private void Renew()
    {
        var isWanted = _isWanted;
        _isWanted = false;
        if (_isChanged)
        {
            _isChanged = false;
            _wire.Dispose(); // It may lead to a server that is the primary no more.
        }

        var began = _time.GetTimestamp();

        // What has just been taken has most of its lease before it, and is mostly gone by the next time.
        var young = isWanted ? TimeSpan.Zero : _terms.RenewEvery / 2;
        var all = _workers
            .SelectMany(worker => worker.Running.Where(running => _time.GetElapsedTime(running.Taken, began) >= young).Chunk(Most), static (worker, running) => (worker, running))
            .ToList();
        for (var at = 0; at < all.Count;)
        {
            var (batch, count) = (new List<(string, RunningOperation[])>(), 0);
            while (at < all.Count && (count == 0 || count + all[at].running.Length <= Most))
            {
                batch.Add((all[at].worker.Definition.Name, all[at].running));
                count += all[at++].running.Length;
            }

            var sent = _time.GetTimestamp();
            Note(batch, all, at - batch.Count, _script.Run(batch, _limit), sent);
        }

        _renewed = began;
        _isFailing = false;
    }

    private void Note(
        List<(string, RunningOperation[])> batch, List<(OperationWorker Worker, RunningOperation[] Running)> all, int from, string[] verdicts, long sent)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var (worker, running) = all[from + i];
            for (var j = 0; j < running.Length; j++)
            {
                if (verdicts[i][j] == '0')
                {
                    // It may have ended since, by a turn of this node.
                    if (worker.Has(running[j]))
                    {
                        worker.Lose(running[j]);
                    }

                    continue;
                }

                running[j].Deadline = sent + (long)(_terms.Reliable.TotalSeconds * _time.TimestampFrequency);
                if (verdicts[i][j] == '2')
                {
                    running[j].End(OperationEnding.Cancelled);
                }
            }
        }
    }

    private void NoteFailure(Exception exception)
    {
        // Again at the next tick. Once for each row of failures: the connection reports an outage, and each lease that is lost is reported too.
        _isWanted = true;
        if (!_isFailing)
        {
            _isFailing = true;
            _logger.RenewalFailed(exception is ClusterUnavailableException ? exception.Message : exception.ToString());
        }
    }

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
