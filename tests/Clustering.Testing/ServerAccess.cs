using System.Globalization;
using StackExchange.Redis;

namespace Clustering.Testing;

/// <summary>What it takes to get into a server.</summary>
/// <param name="User">The ACL user; none is the default user.</param>
/// <param name="Password">The password, if it wants one.</param>
/// <param name="Database">The number of the database.</param>
/// <param name="IsTls">Whether it speaks TLS, and nothing else.</param>
public sealed record ServerAccess(string? User = null, string? Password = null, int Database = 0, bool IsTls = false)
{
    internal static ServerAccess Of(ConfigurationOptions options) =>
        new(options.User, options.Password, options.DefaultDatabase ?? 0, options.Ssl);

    internal Dictionary<string, string?> Settings(string host, int port, string clusterName)
    {
        var settings = new Dictionary<string, string?>
        {
            ["redis.enabled"] = "true",
            ["spring.redis.host"] = host,
            ["spring.redis.port"] = $"{port}",
            ["Clustering:Name"] = clusterName,
        };
        AddIfSet("spring.redis.username", User);
        AddIfSet("spring.redis.password", Password);
        AddIfSet("spring.redis.database", Database == 0 ? null : Database.ToString(CultureInfo.InvariantCulture));
        AddIfSet("spring.redis.ssl.enabled", IsTls ? "true" : null);
        return settings;

        void AddIfSet(string key, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                settings[key] = value;
            }
        }
    }

    internal ConfigurationOptions Options(string endPoint)
    {
        var options = new ConfigurationOptions
        {
            EndPoints = { endPoint },
            User = User,
            Password = Password,
            DefaultDatabase = Database,
            Ssl = IsTls,
            AllowAdmin = true,
            AsyncTimeout = 20_000,
            SyncTimeout = 20_000,
            ClientName = "test",
        };
        return options;
    }
}
