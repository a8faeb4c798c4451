using Clustering.Testing;
using Clustering.Testing.Internal;

namespace Clustering.Core.RedisTests.Rig;

public sealed class RealSentinelTests(RealSentinelTests.Cluster cluster) : SentinelContract, IClassFixture<RealSentinelTests.Cluster>
{
    protected override string EndPoint => cluster.Started.Sentinels[0].EndPoint;

    protected override int PrimaryPort => cluster.Started.Servers[0].Port;

    [Theory]
    [InlineData("MASTER")]
    [InlineData("REPLICAS")]
    [InlineData("SENTINELS")]
    public async Task Fake_FieldForField_TellsWhatTheRealOneTells(string question)
    {
        var real = cluster.Started.Sentinels[0].Access;
        await using var fake = new FakeSentinel(new()
        {
            Replicas = [new("127.0.0.1", 1)],
            Sentinels = [new("127.0.0.1", 2)],
        });

        var expected = Fields(await real.AskAsync("SENTINEL", question, MasterName));
        var likeness = real with { Port = fake.Port, User = null, Password = null };
        var actual = Fields(await likeness.AskAsync("SENTINEL", question, MasterName));

        // Another version of Redis may tell more than 7.0, of which the fake is a likeness.
        Assert.NotEmpty(actual);
        Assert.Equal(actual, expected.Where(actual.Contains));
    }

    protected override async Task<string> CauseEventAsync()
    {
        await cluster.Started.Sentinels[0].Access.AskAsync("SENTINEL", "SET", MasterName, "quorum", "2");
        return "+set";
    }

    // Of a list of maps that of the first.
    private static List<string> Fields(object? reply) =>
        [.. RespMap.Read(reply is object?[] and [object?[] first, ..] ? first : reply).Keys];

    public sealed class Cluster : IAsyncLifetime
    {
        private SentinelCluster? _cluster;

        public SentinelCluster Started => _cluster ?? throw new InvalidOperationException("It is not started yet.");

        public async ValueTask InitializeAsync() => _cluster = await SentinelCluster.StartAsync(
            new() { MasterName = MasterName, SentinelUser = User, SentinelPassword = Password });

        public async ValueTask DisposeAsync()
        {
            if (_cluster is not null)
            {
                await _cluster.DisposeAsync();
            }
        }
    }
}
