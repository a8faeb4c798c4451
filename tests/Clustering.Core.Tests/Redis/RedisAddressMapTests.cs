using Clustering.Core.Tests.Configuration;
using Clustering.Redis.Internal;

namespace Clustering.Core.Tests.Redis;

/// <summary><c>spring.redis.sentinel.address-map</c>.</summary>
public sealed class RedisAddressMapTests
{
    [Theory]
    [InlineData("10.0.0.5:6379=redis-1:16379", "10.0.0.5:6379", "redis-1:16379")]
    [InlineData("10.0.0.5:6379=a:1, 10.0.0.6:6379 = b:2", "10.0.0.6:6379", "b:2")]
    [InlineData("10.0.0.5:6379=a:1,10.0.0.5:6379=a:1", "10.0.0.5:6379", "a:1")]
    [InlineData("[::1]:6379=[::2]:6380", "[::1]:6379", "[::2]:6380")]
    [InlineData("10.0.0.5:6379=a:1", "10.0.0.5:6380", "10.0.0.5:6380")]
    public void Read_Pairs_ReachesTheOneByTheOther(string map, string said, string reached)
    {
        var reading = Read(map);

        Assert.Empty(reading.Problems);
        Assert.Equal(reached, reading.Settings.Sentinel!.AddressMap.Reach(Address(said)).ToString());
    }

    [Fact]
    public void Read_NoMap_ReachesEverythingAsItIsSaid() => Assert.Equal(
        "10.0.0.5:6379",
        RedisSettingsReader.Read(Configured.Pairs(("spring.redis.sentinel.master", "m"), ("spring.redis.sentinel.nodes", "s")))
            .Settings.Sentinel!.AddressMap.Reach(Address("10.0.0.5:6379")).ToString());

    [Theory]
    [InlineData("10.0.0.5:6379", "no pair of addresses", "10.0.0.5:6379=redis-1.example.com:16379")]
    [InlineData("a:1=b:2=c:3", "no pair of addresses", "10.0.0.5:6379=")]
    [InlineData("a:1=b:2,", "One of the pairs is empty", "10.0.0.5:6379=")]
    [InlineData("a:1=b", "without a port", "Write both with their port")]
    [InlineData("a=b:1", "without a port", "Write both with their port")]
    [InlineData("a:1=b:70000", "has the port '70000'", "1 to 65535")]
    [InlineData("redis://a:1=b:1", "begins with a scheme", "host:port alone")]
    [InlineData("a:1=b:1,a:1=c:1", "two addresses for a:1", "Keep one of them")]
    public void Read_BadMap_IsOneProblem(string map, string reason, string remedy)
    {
        var problem = Assert.Single(Read(map).Problems);

        Assert.Equal(("spring.redis.sentinel.address-map", map), (problem.Path, problem.Value));
        Assert.Contains(reason, problem.Reason, StringComparison.Ordinal);
        Assert.Contains(remedy, problem.Remedy, StringComparison.Ordinal);
    }

    private static Clustering.Configuration.Internal.HostAndPort Address(string text) =>
        Clustering.Configuration.Internal.HostAndPort.TryParse(text, 6379, out var address, out _) ? address : throw new ArgumentException(text);

    private static RedisSettingsReading Read(string map) => RedisSettingsReader.Read(Configured.Pairs(
        ("spring.redis.sentinel.master", "m"), ("spring.redis.sentinel.nodes", "s"), ("spring.redis.sentinel.address-map", map)));
}
