using System.Collections.Concurrent;
using Clustering.Leases;
using Clustering.Leases.Internal;
using Clustering.Nodes.Internal;
using Clustering.Redis.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clustering.Reservations.Internal;

/// <summary>The handles of this node: their leases are kept, and they hear at once when theirs was taken from them.</summary>
internal sealed class ReservationHandles : IDisposable
{
    private readonly ReservationKeys _keys;
    private readonly ReservationReleaseScript _release;
    private readonly ReservationRenewScript _renew;
    private readonly NodeIdentity _identity;
    private readonly LeaseOwners _owners;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, RedisReservationHandle> _handles = new(StringComparer.Ordinal);

    public ReservationHandles(
        RedisConnection redis,
        ReservationKeys keys,
        ReservationReleaseScript release,
        ReservationRenewScript renew,
        LeaseKeys leaseKeys,
        LeaseOwners owners,
        LeaseMetrics metrics,
        NodeIdentity identity,
        IOptions<ReservationOptions> options,
        TimeProvider time,
        ILogger<LeaseKeeper> keeperLogger,
        ILogger<ReservationHandles> logger)
    {
        _keys = keys;
        _release = release;
        _renew = renew;
        _identity = identity;
        _owners = owners;
        _logger = logger;
        var lease = options.Value.Lease;
        Keeper = new(redis, leaseKeys, new(lease, lease / 3), time, keeperLogger, metrics);
    }

    public LeaseKeeper Keeper { get; }

    /// <summary>Makes the name of a new handle, unlike any other in the cluster.</summary>
    public string NewToken() => _owners.Next();

    public IReservationHandle Keep(Reservation reservation, string token, long sent)
    {
        var line = ReservationRecord.OwnerOf(token, reservation.Owner);
        var resource = reservation.Resource;
        var lease = Keeper.Keep(_keys.Record(resource.Category, resource.Id), line, $"the reservation of '{resource}'", sent);
        var handle = new RedisReservationHandle(this, reservation, lease);
        _handles[line] = handle;
        return handle;
    }

    /// <summary>Ends the handle that had a record, if it was one of ours.</summary>
    public void Lose(ReservationRecord former, LeaseLoss loss)
    {
        if (former.Kind == ReservationRecord.Handle && _handles.TryRemove(former.Lease.Owner, out _))
        {
            Keeper.Lose(former.Lease.Owner, loss);
        }
    }

    public async Task LetGoAsync(RedisReservationHandle handle)
    {
        _handles.TryRemove(handle.Lease.Owner, out _);
        if (Keeper.LetGo(handle.Lease))
        {
            await ReleaseAsync(handle.Reservation.Resource, handle.Reservation.Owner, handle.Lease.Owner).ConfigureAwait(false);
        }
    }

    /// <summary>Releases what exactly this owner line holds, if it does. A failure is reported only: it ends with its lease.</summary>
    public async Task ReleaseAsync(ReservationResource resource, ReservationOwner owner, string line)
    {
        try
        {
            await _release.RunAsync(new(_keys, [resource]), owner, line, null, _identity.Id, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ClusterUnavailableException exception)
        {
            _logger.ReleaseFailed(exception.Message);
        }
    }

    /// <summary>Lists all of them anew, for the indexes do not see their leases extended.</summary>
    public Task ListAnewAsync(CancellationToken cancellationToken) => Task.WhenAll(_handles.Values.Select(handle => _renew.RunAsync(
        new(_keys, [handle.Reservation.Resource]), handle.Reservation.Owner, handle.Lease.Owner, null, _identity.Id, cancellationToken)));

    /// <summary>Gives back all that is still held, for this node stops.</summary>
    public async Task StopAsync()
    {
        var held = _handles.Values.Where(handle => Keeper.Lose(handle.Lease.Owner, new(LeaseLossReason.Stopped))).ToList();
        _handles.Clear();
        await Task.WhenAll(held.Select(handle =>
            ReleaseAsync(handle.Reservation.Resource, handle.Reservation.Owner, handle.Lease.Owner))).ConfigureAwait(false);
    }

    public void Dispose() => Keeper.Dispose();
}
