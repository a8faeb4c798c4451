using System.Text;
using Clustering.Sessions;
using Clustering.Sessions.Internal;

namespace Clustering.Contracts.Sessions;

/// <summary>What every place to keep sessions in does. Derive, say how to make one, done.</summary>
/// <remarks>Split by concern into the files beside this one. Each test has a session of its own, <see cref="Id"/>.</remarks>
public abstract partial class SessionRecordsContract
{
    private protected static readonly TimeSpan Idle = TimeSpan.FromMinutes(20);

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    // What a machine that others use too may need for a few steps of a test. Real time passes only over Redis.
    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(15);

    // Times are computed from whole milliseconds, two of them at most.
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(2);

    private SessionBackend? _backend;
    private string? _id;

    /// <summary>To be changed before the first use of the backend.</summary>
    private protected ClusterSessionOptions Options { get; } = new();

    private protected SessionBackend Backend => _backend ??= CreateBackend(Options);

    private ISessionRecords Records => Backend.Records;

    private ISessionDirectory Directory => Backend.Directory;

    private string Id => _id ??= Backend.NewId();

    /// <summary>Makes a place for sessions that no other test sees.</summary>
    private protected abstract SessionBackend CreateBackend(ClusterSessionOptions options);

    private Task<SessionLoad> LoadAsync(string? id = null, SessionSnapshot? known = null, string? user = null) =>
        Records.LoadAsync(new(id ?? Id, Idle, known, user, null), Limit, TestContext.Current.CancellationToken);

    private Task<SessionTouch> TouchAsync(string? id = null, string? user = null) =>
        Records.TouchAsync(id ?? Id, Idle, user, Limit, TestContext.Current.CancellationToken);

    /// <summary>Begins a request, which reads the session.</summary>
    private async Task<SessionRequest> RequestAsync(string? id = null) => new(Records, id ?? Id, Idle, await LoadAsync(id));

    /// <summary>Reads the values that are there, as <c>a=1 b=2</c>; <see langword="null"/> where there is no session.</summary>
    private async Task<string?> ReadAsync(string? id = null) => Show(await LoadAsync(id));

    internal static string? Show(SessionLoad load) => load.Snapshot is not { } snapshot ? null : string.Join(' ', snapshot.Entries
        .Where(entry => entry.Value.Deadline > load.Now)
        .OrderBy(entry => entry.Key, StringComparer.Ordinal)
        .Select(entry => $"{entry.Key}={SessionRequest.Unpack(entry.Value.Envelope)}"));

    /// <summary>Makes a session with some values.</summary>
    private async Task BeginAsync(params (string Key, string Value)[] values)
    {
        var commit = await (await RequestAsync()).SetAsync(values);
        Assert.Equal(SessionCommitStatus.Done, commit.Status);
    }

    private async Task<IReadOnlyList<SessionInfo>> ListAsync(string user) =>
        await Directory.ListAsync(user, TestContext.Current.CancellationToken);

    private async Task<IEnumerable<string>> ListedAsync(string user) => (await ListAsync(user)).Select(session => session.Id);

    private async Task<bool> RevokeAsync(string user, string id) =>
        await Directory.RevokeAsync(user, id, TestContext.Current.CancellationToken);

    private async Task RevokeAllAsync(string user, string? except = null) =>
        await Directory.RevokeAllAsync(user, except, TestContext.Current.CancellationToken);

    private static void AssertRemaining(TimeSpan expected, TimeSpan actual) => Assert.InRange(actual, expected - Slowness, expected);

    private static string? Result(SessionCommit commit) => commit.Result is { } result ? Encoding.UTF8.GetString(result) : null;
}
