using Clustering.Configuration.Internal;

namespace Clustering.Redis.Internal;

/// <summary>Says what was given in vain, or in an old spelling.</summary>
internal static class RedisSettingsRemarks
{
    public static void Add(SettingValues values)
    {
        InVain(values);
        OldSpelling(values);
        BlanksInSecrets(values);

        foreach (var sameReason in values.WithoutEffect.GroupBy(static item => item.Reason))
        {
            var list = string.Join(", ", sameReason.Select(static item => item.Entry));
            values.Warnings.Add($"Without effect, because {sameReason.Key}: {list}.");
        }

        var connection = RedisSettingTable.Schema.Settings.Where(setting => setting != RedisSettingTable.Enabled);
        if (values.Find(RedisSettingTable.Enabled) is null
            && !values.IsFaulty(RedisSettingTable.Enabled)
            && connection.Select(values.Find).FirstOrDefault(value => value is not null) is { } given)
        {
            values.Warnings.Add(
                $"{given} is set, but redis.enabled is not, so this process does not use Redis. Set redis.enabled to true or to false.");
        }
    }

    private static void InVain(SettingValues values)
    {
        var url = values.Find(RedisSettingTable.Url);
        var sentinel = values.Find(RedisSettingTable.Nodes) ?? values.Find(RedisSettingTable.Master);
        var winner = sentinel ?? url;
        if (winner is null)
        {
            return;
        }

        List<Setting> losers = [RedisSettingTable.Host, RedisSettingTable.Port];
        foreach (var loser in losers.Select(values.Find).OfType<SettingValue>())
        {
            values.Warnings.Add(
                $"{loser} has no effect, because {winner} says where Redis is.");
        }

        if (url?.Value is not RedisUrl address)
        {
            return;
        }

        if (sentinel is not null)
        {
            values.Warnings.Add(
                $"The host in {url} has no effect, because {sentinel} says where Redis is.");
        }

        losers.Clear();
        if (address is { Username: not null } or { Password: not null })
        {
            losers.AddRange([RedisSettingTable.Username, RedisSettingTable.Password]);
        }

        if (address.Database is not null)
        {
            losers.Add(RedisSettingTable.Database);
        }

        foreach (var loser in losers.Select(values.Find).OfType<SettingValue>())
        {
            values.Warnings.Add($"{loser} has no effect, because {url} says it too.");
        }
    }

    private static void OldSpelling(SettingValues values)
    {
        var old = RedisSettingTable.Schema.Settings.Select(values.Find).OfType<SettingValue>().Where(IsOld).ToList();
        if (old.Count > 0)
        {
            values.Warnings.Add(
                $"{string.Join(", ", old)}: {RedisSettingTable.OldPrefix}.* is the older " +
                $"spelling of {RedisSettingTable.Prefix}.*. Both are read.");
        }
    }

    private static void BlanksInSecrets(SettingValues values)
    {
        Setting[] secrets = [RedisSettingTable.Password, RedisSettingTable.SentinelPassword];
        foreach (var secret in secrets.Select(values.Find).OfType<SettingValue>().Where(secret => secret.Text != secret.Text.Trim()))
        {
            values.Warnings.Add($"{secret} begins or ends with a blank, which is taken for a part of it.");
        }
    }

    private static bool IsOld(SettingValue value) =>
        SettingPath.Uniform(value.Written).StartsWith("spring.redis.", StringComparison.Ordinal)
        || SettingPath.FlatKey(value.Written).StartsWith("spring_redis_", StringComparison.Ordinal);
}
