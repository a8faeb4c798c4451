using StackExchange.Redis;

namespace Clustering.Redis.Internal;

/// <summary>
/// One stretch of uninterrupted connection to one primary. Whatever happened on the server between two generations, this node may
/// not have heard of; features compare generations to know that there was a gap.
/// </summary>
internal sealed class RedisGeneration(long number, IConnectionMultiplexer multiplexer, int databaseIndex, RedisPrimary primary)
{
    /// <summary>Gets a number that grows with each generation of this process.</summary>
    public long Number { get; } = number;

    public IConnectionMultiplexer Multiplexer { get; } = multiplexer;

    public IDatabase Database { get; } = multiplexer.GetDatabase(databaseIndex);

    public ISubscriber Subscriber { get; } = multiplexer.GetSubscriber();

    /// <summary>Gets what the app's own options put before the name of every channel: scripts that publish have to do so themselves.</summary>
    public string ChannelPrefix { get; } = FindChannelPrefix(multiplexer.Configuration);

    /// <summary>Gets the run of the server that it is connected to. Several generations in a row may have the same.</summary>
    public RedisPrimary Primary { get; } = primary;

    public string EndPoint => Primary.EndPoint;

    private static string FindChannelPrefix(string? configuration)
    {
        const string Name = "channelPrefix=";
        return configuration?.Split(',').FirstOrDefault(option => option.StartsWith(Name, StringComparison.Ordinal))?[Name.Length..] ?? "";
    }
}
