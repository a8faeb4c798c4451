using System.Globalization;
using Clustering.Diagnosis.Internal.Probes;
using Clustering.Redis.Internal;

namespace Clustering.Diagnosis.Internal;

/// <summary>What a server says of itself in <c>INFO</c>.</summary>
internal sealed class ServerFacts
{
    private readonly Dictionary<string, string> _fields;

    private ServerFacts(string info)
    {
        _fields = new(StringComparer.OrdinalIgnoreCase);
        foreach (var line in info.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.Split(':', 2) is [var name, var value])
            {
                _fields[name] = value;
            }
        }

        IsRedis = RedisServerInfo.Of(_fields).IsRedis;
    }

    public static ServerFacts None { get; } = new("");

    /// <summary>Gets whether it runs scripts alone, by construction.</summary>
    public bool IsRedis { get; }

    /// <summary>Gets the replicas that it knows; <see langword="null"/>: it does not say.</summary>
    public IReadOnlyList<ReplicaFacts>? Replicas => Find("connected_slaves") is null
        ? null
        : [.. Enumerable.Range(0, (int)Number("connected_slaves")).Select(number => Find($"slave{number}")).OfType<string>().Select(ReplicaFacts.Parse)];

    public static ServerFacts Parse(RespReply info) => new(info.Text);

    public string? Find(string name) => _fields.GetValueOrDefault(name);

    public long Number(string name) => long.TryParse(Find(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

/// <summary>A replica, as its primary sees it.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="IsInSync">Whether it has everything up to the last few seconds.</param>
internal sealed record ReplicaFacts(string Address, bool IsInSync)
{
    // Redis' own bound (min-replicas-max-lag): a replica acknowledges once a second.
    private const int MostLag = 10;

    /// <summary>Reads <c>ip=10.0.0.2,port=6379,state=online,offset=14,lag=0</c>.</summary>
    public static ReplicaFacts Parse(string line)
    {
        var fields = line.Split(',').Select(static part => part.Split('=', 2)).Where(static parts => parts.Length == 2)
            .ToDictionary(static parts => parts[0], static parts => parts[1], StringComparer.Ordinal);
        var isInSync = fields.GetValueOrDefault("state") == "online"
            && int.TryParse(fields.GetValueOrDefault("lag", "0"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var lag) && lag is >= 0 and <= MostLag;
        return new($"{fields.GetValueOrDefault("ip")}:{fields.GetValueOrDefault("port")}", isInSync);
    }
}
