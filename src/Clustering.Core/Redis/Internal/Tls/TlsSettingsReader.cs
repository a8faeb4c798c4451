using Clustering.Configuration.Internal;

namespace Clustering.Redis.Internal.Tls;

/// <summary>Says whether Redis and the sentinels are spoken to by TLS, and how.</summary>
internal sealed class TlsSettingsReader(SettingValues values, TlsFiles files, TimeProvider time)
{
    private readonly SslBundles _bundles = new(values, files, time);

    /// <summary>For Redis; <see langword="null"/>: without TLS.</summary>
    public TlsSettings? ForRedis()
    {
        var isUrl = values.Get(RedisSettingTable.Url) is { Ssl: true };
        var bundle = values.Find(RedisSettingTable.SslBundle);
        var given = values.Find(RedisSettingTable.Ssl);
        if (given is { Value: false } && isUrl)
        {
            values.Warnings.Add($"{given} has no effect, because {values.Find(RedisSettingTable.Url)} asks for TLS.");
        }

        if (isUrl || (given is null ? bundle is not null : given.Value is true))
        {
            return bundle is null ? TlsSettings.Machine : _bundles.Use(RedisSettingTable.SslBundle);
        }

        WarnOfUnused(bundle, given);
        return null;
    }

    /// <summary>For the sentinels: as for Redis, unless they have settings of their own.</summary>
    public TlsSettings? ForSentinels(TlsSettings? redis)
    {
        var bundle = values.Find(RedisSettingTable.SentinelSslBundle);
        var given = values.Find(RedisSettingTable.SentinelSsl);
        if (given is { Value: false })
        {
            WarnOfUnused(bundle, given);
            return null;
        }

        return bundle is not null ? _bundles.Use(RedisSettingTable.SentinelSslBundle)
            : given is null ? redis
            : redis ?? TlsSettings.Machine;
    }

    public void AddRemarks() => _bundles.AddRemarks([RedisSettingTable.SslBundle, RedisSettingTable.SentinelSslBundle]);

    private void WarnOfUnused(SettingValue? bundle, SettingValue? given)
    {
        if (bundle is not null)
        {
            values.Warnings.Add($"{bundle} has no effect, because {given} turns TLS off.");
        }
    }
}
