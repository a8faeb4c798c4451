using Clustering.Sessions;

namespace Clustering.Sessions.Internal;

// Reading: at most once a request, ahead if possible.
internal sealed partial class ClusterSession
{
    private Task? _loading;
    private bool _degraded;
    private string? _movedTo; // The id the session has now, where this request still came with the old one.
    private long _serverNow;
    private long _serverNowAt;

    /// <summary>Gets a value indicating whether the session was asked for, whatever came of it.</summary>
    private bool IsLoadStarted => _loading is not null;

    // A request that gave up waiting may ask again; anything else is asked once.
    public Task LoadAsync(CancellationToken cancellationToken = default) =>
        _loading is { IsCanceled: false } loading ? loading : _loading = LoadOnceAsync(cancellationToken);

    /// <summary>Makes every use of the session meet the failure that kept its cookie closed.</summary>
    public void CannotBeRead(ClusterUnavailableException exception) => _loading = MakeUnavailable(exception);

    private void EnsureLoaded()
    {
        var loading = _loading;
        if (loading is null || !loading.IsCompleted)
        {
            loading = LoadBlocking();
        }

        // Completed: this only throws what went wrong.
        loading.GetAwaiter().GetResult();
    }

    // ISession's reads are synchronous. UseClusterSession() and LoadAsync() exist so that this is not needed.
    private Task LoadBlocking()
    {
        HasBlocked = true;
        _services.Logger.LoadBlocked();
        if (!_services.BlockingLoads.TryEnter())
        {
            _services.Metrics.Blocked("refused");
            return _loading = MakeUnavailable(new ClusterUnavailableException(
                $"{_services.Options.MaxBlockingLoads} threads (Clustering:Sessions:MaxBlockingLoads) already wait for a Redis that does not answer. " +
                "Read the session ahead: UseClusterSession() with [Session(SessionAccess.Required)], or await Session.LoadAsync()."));
        }

        try
        {
            var loading = LoadAsync();
            loading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
            return loading;
        }
        finally
        {
            _services.BlockingLoads.Exit();
            _services.Metrics.Blocked("done");
        }
    }

    private async Task LoadOnceAsync(CancellationToken cancellationToken)
    {
        var began = _services.Time.GetTimestamp();
        try
        {
            await ReadAsync(cancellationToken);
        }
        catch (ClusterUnavailableException exception)
        {
            await MakeUnavailable(exception);
        }
        finally
        {
            _services.Metrics.Waited("load", _services.Time.GetElapsedTime(began));
        }

        await ReachTokensAsync(cancellationToken);
    }

    // As the app's policy has it: an error for whoever asks, or an empty session that says so.
    private Task MakeUnavailable(ClusterUnavailableException exception)
    {
        _services.Metrics.Loaded("failed");
        _services.Logger.LoadFailed(exception.Message);
        if (_services.Options.OnUnavailable == SessionUnavailable.Fail)
        {
            return Task.FromException(Fail(exception));
        }

        _degraded = true;
        return Task.CompletedTask;
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var known = _services.Copies.TryGet(Id, out var copy) ? copy.Snapshot : null;
        var request = new SessionLoadRequest(
            Id, _idle, known, copy?.User, _services.Options.ReadStockSessions ? _credential : null);
        var load = await _budget.SpendAsync(
            (_services.Records, request, cancellationToken),
            static (state, limit) => state.Records.LoadAsync(state.request, limit, state.cancellationToken));
        if (load.StockData is { } data && await TakeOverAsync(data, cancellationToken))
        {
            load = await _budget.SpendAsync(
                (_services.Records, request, cancellationToken),
                static (state, limit) => state.Records.LoadAsync(state.request, limit, state.cancellationToken));
        }

        Accept(load, known);
    }

    private void Accept(SessionLoad load, SessionSnapshot? known)
    {
        _snapshot = load.Snapshot;
        _serverNow = load.Now;
        _serverNowAt = _services.Time.GetTimestamp();
        switch (load.Status)
        {
            case SessionLoadStatus.Found:
                Remember(load.Snapshot!, load.Remaining);
                _services.Metrics.Loaded(ReferenceEquals(load.Snapshot, known) ? "not_modified" : "found");
                break;
            case SessionLoadStatus.Frozen:
                _movedTo = load.MovedTo;
                _services.Metrics.Loaded("frozen");
                break;
            default:
                _services.Copies.Remove(Id);
                _services.Metrics.Loaded("missing");
                break;
        }
    }

    /// <summary>Begins the session with what the stock store holds; says whether there is anything to read now.</summary>
    private async Task<bool> TakeOverAsync(byte[] data, CancellationToken cancellationToken)
    {
        if (!StockSessionFormat.TryRead(data, out var values))
        {
            return false;
        }

        var incarnation = SessionIds.NewName();
        var delta = new SessionDelta
        {
            RequestId = SessionIds.NewName(),
            NewIncarnation = incarnation,
            Idle = _idle,
            Sets = values.ToDictionary(value => value.Key, value => new SessionWrite(Pack(incarnation, value.Key, value.Value), null)),
            StockCredential = _credential,
        };
        await _budget.SpendAsync(
            (_services.Records, Id, delta, cancellationToken),
            static (state, limit) => state.Records.CommitAsync(state.Id, state.delta, limit, state.cancellationToken));
        _services.Logger.TakenOver();
        return true;
    }

    private void Remember(SessionSnapshot snapshot, TimeSpan remaining) =>
        _services.Copies.Set(Id, snapshot, snapshot.User, remaining, TouchBelow(snapshot.OwnIdle ?? _idle));

    private TimeSpan TouchBelow(TimeSpan life) => life - SessionTouchRule.Granularity(_services.Options, life);

    private long ServerNow() => _serverNow + (long)_services.Time.GetElapsedTime(_serverNowAt).TotalMilliseconds;

    private ClusterUnavailableException Fail(ClusterUnavailableException exception)
    {
        Failure ??= exception;
        return exception;
    }
}
