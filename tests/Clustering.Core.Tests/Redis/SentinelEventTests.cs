using Clustering.Redis.Internal.Sentinels;

namespace Clustering.Core.Tests.Redis;

/// <summary>What sentinels publish, as redis-sentinel 7.0 writes it.</summary>
public sealed class SentinelEventTests
{
    [Theory]
    [InlineData("+switch-master", "mymaster 127.0.0.1 7010 127.0.0.1 7011", "mymaster")]
    [InlineData("+failover-state-select-slave", "master mymaster 127.0.0.1 7010", "mymaster")]
    [InlineData("+selected-slave", "slave 127.0.0.1:7011 127.0.0.1 7011 @ mymaster 127.0.0.1 7010", "mymaster")]
    [InlineData("+sentinel", "sentinel 4c5b 127.0.0.1 26380 @ mymaster 127.0.0.1 7010", "mymaster")]
    [InlineData("-failover-abort-not-elected", "master other 127.0.0.1 7010", "other")]
    [InlineData("+switch-master", "mymaster ::1 7010 ::1 7011", "mymaster")]
    [InlineData("+new-epoch", "17", "")]
    [InlineData("+tilt", "#tilt mode entered", "")]
    [InlineData("+odd", "", "")]
    [InlineData("+odd", "slave x y 1 @", "")]
    public void Parse_AnEvent_FindsThePrimaryItIsAbout(string channel, string payload, string primary) =>
        Assert.Equal(new SentinelEvent(channel, primary), SentinelEvent.Parse(channel, payload));

    [Theory]
    [InlineData("+failover-state-select-slave", true, false)]
    [InlineData("+failover-state-send-slaveof-noone", true, false)]
    [InlineData("+try-failover", false, false)]
    [InlineData("+failover-state-reconf-slaves", false, false)]
    [InlineData("-failover-abort-no-good-slave", false, true)]
    [InlineData("-failover-abort-not-elected", false, true)]
    [InlineData("-failover-abort-slave-timeout", false, true)]
    [InlineData("+switch-master", false, false)]
    public void Event_OfAFailover_BeginsOrAbortsIt(string name, bool begins, bool aborts)
    {
        var heard = new SentinelEvent(name, "mymaster");

        Assert.Equal((begins, aborts), (heard.BeginsFailover, heard.AbortsFailover));
    }
}
