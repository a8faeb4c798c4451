using Clustering.Reservations;
using Clustering.Sessions;
using Clustering.Sessions.Internal;
using Microsoft.Extensions.DependencyInjection;

namespace Clustering.Contracts.Reservations;

/// <summary>A place to keep reservations in and the sessions they are bound to, with names of its own, and the time there.</summary>
internal abstract class ReservationBackend
{
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(20.5);

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly List<string> _sessions = [];
    private readonly string _suffix = SessionIds.NewName();

    public abstract IServiceProvider Services { get; }

    public IReservations Reservations => Services.GetRequiredService<IReservations>();

    public ISessionRecords Records => Services.GetRequiredService<ISessionRecords>();

    public ISessionDirectory Directory => Services.GetRequiredService<ISessionDirectory>();

    public string Category => $"document-{_suffix}";

    public IReadOnlyList<string> Sessions => _sessions;

    public string Anna => $"anna-{_suffix}";

    public string Ben => $"ben-{_suffix}";

    public ReservationResource Document(string id) => new(Category, id);

    /// <summary>Lets time pass for everything that is kept, but for what a living process renews.</summary>
    public abstract Task PassAsync(TimeSpan time);

    /// <summary>Waits for what runs behind the ends and renewals of sessions.</summary>
    public abstract Task SettleAsync();

    public string NewId()
    {
        var id = SessionIds.NewName();
        _sessions.Add(id);
        return id;
    }

    /// <summary>Begins a request, which reads the session.</summary>
    public async Task<Contracts.Sessions.SessionRequest> RequestAsync(string id) =>
        new(Records, id, Idle, await Records.LoadAsync(new(id, Idle, null, null, null), Limit, TestContext.Current.CancellationToken));

    /// <summary>Begins a session, in which somebody is signed in or nobody.</summary>
    public async Task<string> BeginAsync(string? user = null)
    {
        var id = NewId();
        var request = await RequestAsync(id);
        var delta = request.Delta() with { Sets = Contracts.Sessions.SessionRequest.Sets(("a", "1")), User = user is null ? null : new(user, null) };
        Assert.Equal(SessionCommitStatus.Done, (await request.CommitAsync(delta)).Status);
        return id;
    }
}
