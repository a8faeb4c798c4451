// Stands where the library will: the same names over the stock pieces of ASP.NET Core. Delete this folder, and its line in
// samples/Directory.Build.props, when Clustering.AspNetCore has them.

using Clustering.Nodes;
using Clustering.Sessions;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace Clustering.Nodes
{
    public sealed record ClusterNode(string Id, string Name, DateTimeOffset StartedAt);

    public interface IClusterNodes
    {
        ClusterNode Self { get; }
    }

    internal sealed class StockNodes(IConfiguration configuration) : IClusterNodes
    {
        public ClusterNode Self { get; } = new(
            Guid.NewGuid().ToString("n")[..12], configuration["Clustering:Nodes:Name"] ?? Environment.MachineName, TimeProvider.System.GetUtcNow());
    }
}

namespace Clustering.Sessions
{
    public enum SessionAccess
    {
        OnDemand,
        None,
        ReadOnly,
        Required,
    }

    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
    public sealed class SessionAttribute(SessionAccess access) : Attribute
    {
        public SessionAccess Access { get; } = access;
    }
}

namespace Microsoft.AspNetCore.Http
{
    internal static class StockSessionExtensions
    {
        public static void SetUser(this ISession session, string user) => session.SetString("user", user);

        public static Task RenewIdAsync(this ISession session, CancellationToken cancellationToken = default) => session.LoadAsync(cancellationToken);

        public static void Abandon(this ISession session) => session.Clear();

        public static async Task<long> IncrementAsync(this ISession session, string key, long by = 1, CancellationToken cancellationToken = default)
        {
            await session.LoadAsync(cancellationToken);
            var value = long.Parse(session.GetString(key) ?? "0", System.Globalization.CultureInfo.InvariantCulture) + by;
            session.SetString(key, $"{value}");
            return value;
        }
    }
}

namespace Microsoft.Extensions.Hosting
{
    internal static class StockClusterExtensions
    {
        public static void AddClustering(this IHostApplicationBuilder builder)
        {
            builder.Services.AddSingleton<IClusterNodes, StockNodes>();
            var checks = builder.Services.AddHealthChecks();
            if (builder.Configuration["redis.enabled"] != "true")
            {
                builder.Services.AddDistributedMemoryCache();
                return;
            }

            var redis = ConnectionMultiplexer.Connect(
                $"{builder.Configuration["spring.redis.host"] ?? "localhost"}:{builder.Configuration["spring.redis.port"] ?? "6379"},abortConnect=false");
            var name = builder.Configuration["Clustering:Name"] ?? builder.Environment.ApplicationName;
            builder.Services.AddSingleton<IConnectionMultiplexer>(redis);
            builder.Services.AddStackExchangeRedisCache(o =>
            {
                o.ConnectionMultiplexerFactory = () => Task.FromResult<IConnectionMultiplexer>(redis);
                o.InstanceName = $"{name}:";
            });
            builder.Services.AddDataProtection().SetApplicationName(name).PersistKeysToStackExchangeRedis(redis, $"{name}:keys");
            checks.AddAsyncCheck("redis", async () =>
            {
                await redis.GetDatabase().PingAsync();
                return HealthCheckResult.Healthy();
            });
        }

        public static void UseClusterSession(this IApplicationBuilder app) => app.UseSession();

        public static void MapClustering(this IEndpointRouteBuilder endpoints, string prefix)
        {
            endpoints.MapHealthChecks($"{prefix}/ready");
            endpoints.MapHealthChecks($"{prefix}/health");
            endpoints.MapGet($"{prefix}/live", () => "live");
        }
    }
}
