using System.Text;
using Clustering.Sessions.Internal;

namespace Clustering.Contracts.Sessions;

/// <summary>One request to the app: what it read of its session, and what it commits on top of that.</summary>
internal sealed class SessionRequest(ISessionRecords records, string id, TimeSpan idle, SessionLoad load)
{
    public SessionLoad Load { get; } = load;

    public SessionSnapshot? Snapshot => Load.Snapshot;

    public static byte[] Pack(string text) => SessionEnvelope.Pack(Encoding.UTF8.GetBytes(text));

    public static string Unpack(byte[] envelope) => Encoding.UTF8.GetString(envelope.AsSpan(1));

    public static Dictionary<string, SessionWrite> Sets(params (string Key, string Value)[] values) =>
        values.ToDictionary(value => value.Key, value => new SessionWrite(Pack(value.Value), null));

    /// <summary>Makes the commit of a request that changed nothing, to be extended by <c>with</c>.</summary>
    public SessionDelta Delta() => new()
    {
        RequestId = SessionIds.NewName(),
        Expected = Snapshot?.Incarnation,
        Read = Snapshot,
        NewIncarnation = SessionIds.NewName(),
        Idle = idle,
        ReadUser = Snapshot?.User,
    };

    public Task<SessionCommit> CommitAsync(SessionDelta delta) =>
        records.CommitAsync(id, delta, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    public Task<SessionCommit> SetAsync(params (string Key, string Value)[] values) =>
        CommitAsync(Delta() with { Sets = Sets(values) });

    public Task<SessionCommit> SetAsync(string key, string value, TimeSpan lifetime) =>
        CommitAsync(Delta() with { Sets = new Dictionary<string, SessionWrite> { [key] = new(Pack(value), lifetime) } });

    public Task<SessionCommit> RemoveAsync(params string[] keys) => CommitAsync(Delta() with { Removes = keys });

    public Task<SessionCommit> ClearAsync(params (string Key, string Value)[] andSet) =>
        CommitAsync(Delta() with { Cleared = true, Sets = Sets(andSet) });

    public Task<SessionCommit> SignInAsync(string user, string? device = null) =>
        CommitAsync(Delta() with { User = new(user, device) });

    public Task<SessionCommit> SignOutAsync() => CommitAsync(Delta() with { User = new(null, null) });

    public Task<SessionCommit> SetIdleAsync(TimeSpan? own) => CommitAsync(Delta() with { OwnIdle = own ?? TimeSpan.Zero });

    public SessionDelta Increment(string key, long by = 1, TimeSpan? lifetime = null) =>
        Delta() with { Operation = new(SessionOperationKind.Increment, key, by, lifetime) };

    public SessionDelta Take(string key) => Delta() with { Operation = new(SessionOperationKind.Take, key) };

    public Task<SessionCommit> IncrementAsync(string key, long by = 1, TimeSpan? lifetime = null) => CommitAsync(Increment(key, by, lifetime));

    public Task<SessionCommit> TakeAsync(string key) => CommitAsync(Take(key));

    public Task<string?> RenewAsync(string newId) => records.RenewAsync(
        id, newId, Snapshot!.Incarnation, Snapshot.User, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
}
