using Clustering.Testing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace StandIns.Tests;

public sealed class DataProtectionTests
{
    [Fact]
    public async Task PersistKeysToStackExchangeRedis_WithTwoApps_TheSecondReadsWhatTheFirstProtected()
    {
        RedisKey key = ClusterNames.New("standins");
        await using var first = CreateApp(key);
        await using var second = CreateApp(key);

        var secret = Protector(first).Protect("secret");

        Assert.Equal("secret", Protector(second).Unprotect(secret));
        Assert.Equal(1, await SharedRedis.Connection.GetDatabase().ListLengthAsync(key));
        await SharedRedis.Connection.GetDatabase().KeyDeleteAsync(key);
    }

    private static ServiceProvider CreateApp(RedisKey key)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddDataProtection().SetApplicationName("app").PersistKeysToStackExchangeRedis(SharedRedis.Connection, key);
        return services.BuildServiceProvider();
    }

    private static IDataProtector Protector(ServiceProvider app) =>
        app.GetRequiredService<IDataProtectionProvider>().CreateProtector("purpose");
}
