using System.Globalization;
using StackExchange.Redis;

namespace Clustering.Testing;

/// <summary>What it takes to get into a server.</summary>
/// <param name="User">The ACL user; none is the default user.</param>
/// <param name="Password">The password, if it wants one.</param>
/// <param name="Database">The number of the database.</param>
/// <param name="IsTls">Whether it speaks TLS, and nothing else.</param>
/// <param name="AuthorityFile">The certificate to trust, if the rig has issued the server's.</param>
public sealed record ServerAccess(
    string? User = null, string? Password = null, int Database = 0, bool IsTls = false, string? AuthorityFile = null)
{
    private const string Bundle = "rig";

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
        AddIfSet("spring.redis.ssl.bundle", AuthorityFile is null ? null : Bundle);
        AddIfSet($"spring.ssl.bundle.pem.{Bundle}.truststore.certificate", AuthorityFile);
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
        if (AuthorityFile is not null)
        {
            options.TrustIssuer(AuthorityFile);
        }

        return options;
    }
}
