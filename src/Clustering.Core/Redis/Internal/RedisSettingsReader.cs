using Clustering.Configuration;
using Clustering.Configuration.Internal;
using Clustering.Redis.Internal.Tls;
using Microsoft.Extensions.Configuration;

namespace Clustering.Redis.Internal;

/// <summary>Reads <see cref="RedisSettings"/>: one mode, one truth, and everything that is wrong or in vain.</summary>
internal static class RedisSettingsReader
{
    public static RedisSettingsReading Read(IConfiguration configuration) =>
        Read(ConfigurationLayers.Of(configuration), Directory.GetCurrentDirectory(), TimeProvider.System);

    /// <param name="configuration">Where the settings are.</param>
    /// <param name="folder">Where the relative paths in them begin.</param>
    /// <param name="time">By what clock certificates expire.</param>
    public static RedisSettingsReading Read(ConfigurationLayers configuration, string folder, TimeProvider time)
    {
        var values = SettingsReader.Read(configuration, RedisSettingTable.Schema);
        var tls = new TlsSettingsReader(values, new TlsFiles(folder), time);
        var redis = tls.ForRedis();
        var sentinel = Sentinel(values, tls.ForSentinels(redis));
        var settings = Settings(values, redis, sentinel);
        RedisSettingsRemarks.Add(values);
        if (settings.Enabled)
        {
            tls.AddRemarks();
        }

        // Off means off: what nobody uses must not keep an app from starting. But it is said.
        if (!settings.Enabled && values.Find(RedisSettingTable.Enabled) is not null)
        {
            values.Warnings.AddRange(values.Problems.Select(problem => $"{problem} (It does not matter while redis.enabled is false.)"));
            values.Problems.Clear();
        }

        return new(settings, [.. configuration.Problems, .. values.Problems], values.Warnings);
    }

    private static RedisSettings Settings(SettingValues values, TlsSettings? tls, SentinelSettings? sentinel)
    {
        var url = values.Get(RedisSettingTable.Url);
        var timeout = values.Get(RedisSettingTable.Timeout);

        // Never the user of one and the password of the other. An address without either leaves the secret to a setting of its own.
        var urlHasCredentials = url is { Password: not null } or { Username: not null };

        return new RedisSettings
        {
            Enabled = values.Get(RedisSettingTable.Enabled),
            Sentinel = sentinel,
            Host = url?.Host ?? values.Get(RedisSettingTable.Host)!.Trim('[', ']'),
            Port = url?.Port ?? values.Get(RedisSettingTable.Port),
            Username = urlHasCredentials ? url!.Username : values.Get(RedisSettingTable.Username),
            Password = urlHasCredentials ? url!.Password : values.Get(RedisSettingTable.Password),
            Database = url?.Database ?? values.Get(RedisSettingTable.Database),
            Timeout = timeout,
            ConnectTimeout = values.Find(RedisSettingTable.ConnectTimeout) is null ? timeout : values.Get(RedisSettingTable.ConnectTimeout),
            ClientName = values.Get(RedisSettingTable.ClientName),
            Tls = tls,
        };
    }

    private static SentinelSettings? Sentinel(SettingValues values, TlsSettings? tls)
    {
        if (RedisSettingTable.OfSentinel.Select(values.WhereGiven).FirstOrDefault(place => place is not null) is not { } given)
        {
            return null;
        }

        var master = values.Get(RedisSettingTable.Master);
        var nodes = values.Get(RedisSettingTable.Nodes);
        if (master is null)
        {
            Missing(values, RedisSettingTable.Master, given, "Set it to the name the sentinels monitor, often mymaster.");
        }

        if (nodes is null)
        {
            Missing(values, RedisSettingTable.Nodes, given, "List the sentinels: sentinel-1:26379,sentinel-2:26379,sentinel-3:26379.");
        }

        return master is null || nodes is null
            ? null
            : new SentinelSettings(master, nodes)
            {
                Username = values.Get(RedisSettingTable.SentinelUsername),
                Password = values.Get(RedisSettingTable.SentinelPassword),
                AddressMap = values.Get(RedisSettingTable.AddressMap) ?? RedisAddressMap.Empty,
                Tls = tls,
            };
    }

    private static void Missing(SettingValues values, Setting setting, (string Written, string? Origin) given, string remedy)
    {
        // A bad value has its own problem already.
        if (!values.IsFaulty(setting))
        {
            values.Problems.Add(new(setting.Path, null, null, $"It is missing, while {given.Written} ({given.Origin}) asks for Sentinel.", remedy));
        }
    }
}

/// <summary>What was read, what is wrong with it, and what is odd.</summary>
internal sealed record RedisSettingsReading(
    RedisSettings Settings, IReadOnlyList<ConfigurationProblem> Problems, IReadOnlyList<string> Warnings);
