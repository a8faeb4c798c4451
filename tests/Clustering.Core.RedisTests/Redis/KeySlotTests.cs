using Clustering.Leases.Internal;
using Clustering.Locks.Internal;
using Clustering.Nodes.Internal;
using Clustering.Reservations.Internal;
using Clustering.Sessions.Internal;
using Clustering.Testing;
using StackExchange.Redis;

namespace Clustering.Core.RedisTests.Redis;

/// <summary>All keys of a cluster live in one slot, whatever is part of their names, so that one script may touch several.</summary>
public sealed class KeySlotTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("{}")]
    [InlineData("}{")]
    [InlineData("{other}")]
    [InlineData("a:b c\n")]
    public void Keys_WithAnyPart_AreInTheSlotOfTheCluster(string part)
    {
        var sessions = new SessionKeys("shop-1", null);
        var nodes = new NodeKeys("shop-1", 0);

        var leases = new LeaseKeys("shop-1");
        var locks = new LockKeys("shop-1");
        var reservations = new ReservationKeys("shop-1");

        RedisKey[] keys =
        [
            sessions.Record(part), sessions.Revoked, sessions.User(part), nodes.Leases, nodes.Records,
            leases.Fence, leases.Forced, locks.Lock(part), locks.Queue(part), locks.Guard(part),
            reservations.Record("category", part), reservations.User(part), reservations.Session(part), reservations.Node(part),
            reservations.Category(part), reservations.Due, reservations.Sessions,
        ];

        Assert.Single(keys.Select(key => SharedRedis.Connection.HashSlot(key)).Distinct());
    }

    [Fact]
    public void Keys_OfTwoClusters_HaveNoneInCommon()
    {
        var (a, b) = (new SessionKeys("a", null), new SessionKeys("b", null));

        Assert.Empty(((RedisKey[])[a.Record("x"), a.Revoked, a.User("x")]).Intersect([b.Record("x"), b.Revoked, b.User("x")]));
    }
}
