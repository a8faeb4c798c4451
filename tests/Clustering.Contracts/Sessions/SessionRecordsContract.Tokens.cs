using Clustering.Caches;
using Clustering.Sessions.Internal;

namespace Clustering.Contracts.Sessions;

// What requests changed in caches.
public abstract partial class SessionRecordsContract
{
    [Fact]
    public async Task Commit_OfTokens_KeepsTheNewestOfEachRegionWhoeverComesFirst()
    {
        await BeginAsync(("a", "1"));
        var read = (await LoadAsync()).Snapshot!;

        await CommitTokensAsync(read, new("acl", 7), new("gui", 3));
        await CommitTokensAsync(read, new("acl", 5), new("gui", 4)); // Has read the session before the other stored.

        var snapshot = (await LoadAsync()).Snapshot!;
        Assert.Equal([new("acl", 7), new("gui", 4)], snapshot.Tokens.OrderBy(token => token.Region));
        Assert.Equal("a=1", await ReadAsync());
    }

    [Fact]
    public async Task Commit_OfTokens_IsSeenByWhoHasACopy()
    {
        await BeginAsync(("a", "1"));
        var known = (await LoadAsync()).Snapshot!;
        await CommitTokensAsync(known, new CacheToken("acl", 7));

        Assert.Equal([new("acl", 7)], (await LoadAsync(known: known)).Snapshot!.Tokens);
    }

    [Fact]
    public async Task Commit_ThatForgetsTokens_DropsThem()
    {
        await BeginAsync(("a", "1"));
        await CommitTokensAsync((await LoadAsync()).Snapshot!, new("acl", 7), new("gui", 3));
        var read = (await LoadAsync()).Snapshot!;

        await Records.CommitAsync(Id, Tokens(read) with { Forgotten = ["acl"] }, Limit, TestContext.Current.CancellationToken);

        Assert.Equal([new("gui", 3)], (await LoadAsync()).Snapshot!.Tokens);
    }

    [Fact]
    public async Task Commit_OfTokensWhereThereIsNoSession_BeginsNone()
    {
        var commit = await Records.CommitAsync(
            Id,
            new() { RequestId = SessionIds.NewName(), NewIncarnation = SessionIds.NewName(), Idle = Idle, Tokens = [new("acl", 7)] },
            Limit,
            TestContext.Current.CancellationToken);

        Assert.Equal(SessionCommitStatus.Empty, commit.Status);
        Assert.Equal(SessionLoadStatus.Missing, (await LoadAsync()).Status);
    }

    private async Task CommitTokensAsync(SessionSnapshot read, params CacheToken[] tokens)
    {
        var commit = await Records.CommitAsync(Id, Tokens(read, tokens), Limit, TestContext.Current.CancellationToken);
        Assert.Equal(SessionCommitStatus.Done, commit.Status);
    }

    private static SessionDelta Tokens(SessionSnapshot read, params CacheToken[] tokens) => new()
    {
        RequestId = SessionIds.NewName(),
        Expected = read.Incarnation,
        Read = read,
        NewIncarnation = read.Incarnation,
        Idle = Idle,
        Tokens = tokens,
    };
}
