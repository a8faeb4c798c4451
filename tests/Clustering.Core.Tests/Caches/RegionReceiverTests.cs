using Clustering.Caches.Internal;

namespace Clustering.Core.Tests.Caches;

/// <summary>The receiver's table, line by line.</summary>
public sealed class RegionReceiverTests
{
    private static readonly RegionPosition P1 = new(1, "a"), P2 = new(2, "b"), P3 = new(3, "c"), Other3 = new(3, "x");

    private readonly RegionReceiver _receiver = new(usesLog: false);

    [Fact]
    public void Heard_AStepFromItsPosition_FollowsIt()
    {
        Stand(P1);
        var stamp = _receiver.Stamp;

        Assert.Equal(RegionEffect.All, _receiver.Heard(Step(P1, P2)));
        Assert.Equal(P2, _receiver.Position);
        Assert.True(_receiver.Stamp > stamp);
    }

    [Fact]
    public void Heard_AStepForSomeKeys_LeavesTheOthers()
    {
        Stand(P1);
        var stamp = _receiver.Stamp;

        Assert.Equal(RegionEffect.Keys, _receiver.Heard(Step(P1, P2, "k")));
        Assert.True(_receiver.Stamp > stamp);
        Assert.Equal(P2, _receiver.Position);
    }

    [Fact]
    public void Heard_TheSameStepTwice_DoesNothingTheSecondTime()
    {
        Stand(P1);
        _receiver.Heard(Step(P1, P2));
        var stamp = _receiver.Stamp;

        Assert.Equal(RegionEffect.None, _receiver.Heard(Step(P1, P2)));
        Assert.Equal(stamp, _receiver.Stamp);
    }

    [Fact]
    public void Heard_ALateStep_DoesNothing()
    {
        Stand(P3);

        Assert.Equal(RegionEffect.None, _receiver.Heard(Step(P1, P2)));
        Assert.Equal(P3, _receiver.Position);
    }

    [Fact]
    public void Heard_AStepAfterALostOne_MakesAllInvalid()
    {
        Stand(P1);

        Assert.Equal(RegionEffect.All, _receiver.Heard(Step(P2, P3, "k")));
        Assert.Equal(P3, _receiver.Position);
    }

    [Fact]
    public void Heard_AStepAfterALostOne_WithALog_SaysThatItIsBehindAndStays()
    {
        var receiver = new RegionReceiver(usesLog: true);
        receiver.Checked(receiver.Mark(), P1, 100);

        Assert.Equal(RegionEffect.Behind, receiver.Heard(Step(P2, P3, "k")));
        Assert.Equal(P1, receiver.Position);
        Assert.Equal(RegionEffect.Behind, receiver.Checked(receiver.Mark(), P3, 200));
        Assert.Equal(100, receiver.LeaseUntil);
    }

    [Fact]
    public void Heard_FromTheLog_FollowsItAndTheSameCheckThenExtendsTheLease()
    {
        var receiver = new RegionReceiver(usesLog: true);
        receiver.Checked(receiver.Mark(), P1, 100);
        var mark = receiver.Mark();

        Assert.Equal(RegionEffect.Behind, receiver.Checked(mark, P3, 200));
        Assert.Equal(RegionEffect.Keys, receiver.Heard(Step(P1, P2, "k")));
        Assert.Equal(RegionEffect.Keys, receiver.Heard(Step(P2, P3, "l")));
        Assert.Equal(RegionEffect.None, receiver.Checked(mark, P3, 200, hasReadLog: true));
        Assert.Equal(200, receiver.LeaseUntil);
    }

    [Fact]
    public void Checked_WhereTheLogDoesNotLeadThere_MakesAllInvalid()
    {
        var receiver = new RegionReceiver(usesLog: true);
        receiver.Checked(receiver.Mark(), P1, 100);
        var mark = receiver.Mark();

        Assert.Equal(RegionEffect.Behind, receiver.Heard(Step(P2, P3, "l")));
        Assert.Equal(RegionEffect.All, receiver.Checked(mark, P3, 200, hasReadLog: true));
        Assert.Equal((200, P3), (receiver.LeaseUntil, receiver.Position));
    }

    [Fact]
    public void Heard_TheSameNumberOfAnotherHistory_MakesAllInvalid()
    {
        Stand(P3);

        Assert.Equal(RegionEffect.All, _receiver.Heard(Step(P2, Other3)));
        Assert.Equal(Other3, _receiver.Position);
    }

    [Fact]
    public void Heard_BeforeTheFirstCheck_MakesAllInvalid()
    {
        var stamp = _receiver.Stamp;

        Assert.Equal(RegionEffect.All, _receiver.Heard(Step(P1, P2, "k")));
        Assert.True(_receiver.Stamp > stamp);
        Assert.Null(_receiver.Position);
    }

    [Fact]
    public void Checked_AtItsPosition_ExtendsTheLease()
    {
        Stand(P1, until: 100);
        var stamp = _receiver.Stamp;

        Assert.Equal(RegionEffect.None, _receiver.Checked(_receiver.Mark(), P1, 200));
        Assert.Equal((200, stamp), (_receiver.LeaseUntil, _receiver.Stamp));
    }

    [Fact]
    public void Checked_OlderThanAnotherThatWasAnswered_DoesNotShortenTheLease()
    {
        Stand(P1, until: 200);
        _receiver.Checked(_receiver.Mark(), P1, 150);

        Assert.Equal(200, _receiver.LeaseUntil);
    }

    [Fact]
    public void Checked_WhereItWasWhenTheCheckWasSent_ExtendsTheLease()
    {
        Stand(P1, until: 100);
        var mark = _receiver.Mark();
        _receiver.Heard(Step(P1, P2));

        Assert.Equal(RegionEffect.None, _receiver.Checked(mark, P1, 200));
        Assert.Equal((200, P2), (_receiver.LeaseUntil, _receiver.Position));
    }

    [Fact]
    public void Checked_WhereItHasBeenMeanwhile_ExtendsTheLease()
    {
        Stand(P1, until: 100);
        var mark = _receiver.Mark();
        _receiver.Heard(Step(P1, P2));
        _receiver.Heard(Step(P2, P3));

        Assert.Equal(RegionEffect.None, _receiver.Checked(mark, P2, 200));
        Assert.Equal((200, P3), (_receiver.LeaseUntil, _receiver.Position));
    }

    [Fact]
    public void Checked_FurtherThanItIs_MakesAllInvalid()
    {
        Stand(P1, until: 100);

        Assert.Equal(RegionEffect.All, _receiver.Checked(_receiver.Mark(), P3, 200));
        Assert.Equal((200, P3), (_receiver.LeaseUntil, _receiver.Position));
    }

    [Theory]
    [InlineData(2, "b")]
    [InlineData(3, "x")]
    public void Checked_BeforeWhereItIs_BecauseStepsWereForgotten_MakesAllInvalid(long version, string nonce)
    {
        Stand(P2);
        _receiver.Heard(Step(P2, P3));

        Assert.Equal(RegionEffect.All, _receiver.Checked(_receiver.Mark(), new(version, nonce), 200));
        Assert.Equal(new RegionPosition(version, nonce), _receiver.Position);
    }

    [Fact]
    public void Checked_WithAnAnswerOlderThanWhatWasHeard_AsksAgainAndGivesNoLease()
    {
        Stand(P1, until: 100);
        var mark = _receiver.Mark();
        _receiver.Heard(Step(P2, P3));

        Assert.Equal(RegionEffect.AskAgain, _receiver.Checked(mark, P2, 200));
        Assert.Equal((100, P3), (_receiver.LeaseUntil, _receiver.Position));
    }

    [Fact]
    public void Checked_AfterMoreStepsThanAreRemembered_AsksAgainAndGivesNoLease()
    {
        Stand(P1, until: 100);
        var mark = _receiver.Mark();
        for (var version = 1; version < 200; version++)
        {
            _receiver.Heard(Step(version == 1 ? P1 : new(version, "n"), new(version + 1, "n")));
        }

        Assert.Equal(RegionEffect.AskAgain, _receiver.Checked(mark, P1, 200));
        Assert.Equal(100, _receiver.LeaseUntil);
    }

    [Fact]
    public void Lose_ThenACheck_MakesAllInvalidBothTimes()
    {
        Stand(P1);

        Assert.Equal(RegionEffect.All, _receiver.Lose());
        Assert.Null(_receiver.Position);
        Assert.Equal(RegionEffect.All, _receiver.Checked(_receiver.Mark(), P1, 200));
        Assert.Equal(P1, _receiver.Position);
    }

    private static RegionChange Step(RegionPosition before, RegionPosition after, params string[] keys) =>
        new("r", before, after, keys.Length == 0 ? null : keys);

    private void Stand(RegionPosition position, long until = 100) => _receiver.Checked(_receiver.Mark(), position, until);
}
