namespace Clustering.Testing;

/// <content>How an app finds it.</content>
public sealed partial class SentinelCluster
{
    private const string Bundle = "rig";

    /// <summary>Makes the settings with which an app finds the primary and may use it.</summary>
    /// <param name="clusterName">The test's cluster.</param>
    /// <returns>Keys and values for <c>AddInMemoryCollection</c>.</returns>
    public Dictionary<string, string?> Settings(string clusterName)
    {
        var settings = new Dictionary<string, string?>
        {
            ["redis.enabled"] = "true",
            ["spring.redis.sentinel.master"] = MasterName,
            ["spring.redis.sentinel.nodes"] = SentinelNodes,
            ["Clustering:Name"] = clusterName,
        };
        AddIfSet("spring.redis.username", _options.RedisUser);
        AddIfSet("spring.redis.password", _options.RedisPassword);
        AddIfSet("spring.redis.sentinel.username", _options.SentinelUser);
        AddIfSet("spring.redis.sentinel.password", _options.SentinelPassword);
        AddIfSet("spring.redis.ssl.bundle", _options.RedisTls ? Bundle : null);

        // The sentinels are spoken to as Redis is, unless something else is said.
        AddIfSet("spring.redis.sentinel.ssl.bundle", _options.SentinelTls && !_options.RedisTls ? Bundle : null);
        AddIfSet("spring.redis.sentinel.ssl.enabled", _options.RedisTls && !_options.SentinelTls ? "false" : null);
        AddIfSet(
            $"spring.ssl.bundle.pem.{Bundle}.truststore.certificate",
            _options.RedisTls || _options.SentinelTls ? Certificates.AuthorityFile : null);
        return settings;

        void AddIfSet(string key, string? value)
        {
            if (value is not null)
            {
                settings[key] = value;
            }
        }
    }
}
