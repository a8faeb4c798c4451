using Clustering.AspNetCore.Tests.Rig;
using Clustering.Diagnosis;
using Clustering.Diagnosis.Internal;
using Clustering.Locks;
using Clustering.Reservations;
using Clustering.Sessions;
using Clustering.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Clustering.AspNetCore.Tests.Hosting;

/// <summary>An app whose Redis user may do what docs/doctor.md lists, and nothing else.</summary>
[OnlyOn("redis", "It makes a user of its own; on the secured server all tests run as such a user.")]
public sealed class LeastRightsTests
{
    // What StackExchange.Redis tries when it connects, and does without.
    private static readonly string[] Dispensable = ["client|id", "client|setname", "client|setinfo", "cluster|nodes", "acl|whoami"];

    [Fact]
    public async Task App_WithTheListedRightsAlone_DoesAllThatItDoes()
    {
        var cluster = ClusterNames.New();
        var rights = string.Join(' ', RequiredCommands.Names.Concat(RequiredCommands.Useful).Select(name => "+" + name.ToLowerInvariant()));
        await using var redis = await RedisServer.StartAsync([.. $"--appendonly yes --user app on nopass ~{{{cluster}}}:* &{{{cluster}}}:* {rights}".Split(' ')]);
        await using var admin = await redis.ConnectAsync();
        var settings = new Dictionary<string, string?>
        {
            ["redis.enabled"] = "true",
            ["spring.redis.host"] = "127.0.0.1",
            ["spring.redis.port"] = $"{redis.Port}",
            ["spring.redis.username"] = "app",
            ["Clustering:Name"] = cluster,
            ["Clustering:Sessions:ReadStockSessions"] = "false",
        };
        await using var first = await TestNode.StartAsync(settings, Map);
        await using var second = await TestNode.StartAsync(settings, Map);

        var exception = await Record.ExceptionAsync(() => UseAllAsync(first, second));

        Assert.Empty(await DeniedAsync(admin));
        Assert.Null(exception);
        var diagnosis = await first.Services.GetRequiredService<IClusterDoctor>().ExamineAsync();
        Assert.DoesNotContain(diagnosis.Findings, finding => finding.Status is ClusterFindingStatus.Failed or ClusterFindingStatus.Skipped);
    }

    private static void Map(WebApplication app)
    {
        SessionApp.Map(app);
        app.MapClustering();
    }

    private static async Task UseAllAsync(TestNode first, TestNode second)
    {
        using var browser = TestNode.Browser();
        await browser.GetStringAsync(first.At("/set?key=a&value=1"));
        Assert.Equal("1", await browser.GetStringAsync(second.At("/get?key=a")));
        await browser.GetStringAsync(first.At("/count?key=n"));
        await browser.GetStringAsync(second.At("/take?key=n"));
        await browser.GetStringAsync(first.At("/sign-in?user=anna"));
        await browser.GetStringAsync(second.At("/remove?key=a"));
        Assert.Single(await first.Services.GetRequiredService<ISessionDirectory>().ListAsync("anna"));
        await second.Services.GetRequiredService<ISessionDirectory>().RevokeAllAsync("anna");

        Assert.Equal("ready\n", await browser.GetStringAsync(first.At("/cluster/ready")));

        var (here, there) = (first.Services.GetRequiredService<IDistributedCache>(), second.Services.GetRequiredService<IDistributedCache>());
        await here.SetStringAsync("k", "v", new DistributedCacheEntryOptions { SlidingExpiration = TimeSpan.FromMinutes(1) });
        Assert.Equal("v", await there.GetStringAsync("k"));
        await here.RefreshAsync("k");
        await there.RemoveAsync("k");

        await UseLocksAsync(first.Services.GetRequiredService<IClusterLocks>(), second.Services.GetRequiredService<IClusterLocks>());
        await UseReservationsAsync(first.Services.GetRequiredService<IReservations>());

        var secret = first.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Protect("secret");
        Assert.Equal("secret", second.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Unprotect(secret));
    }

    private static async Task UseLocksAsync(IClusterLocks here, IClusterLocks there)
    {
        var held = await here.AcquireAsync("a");
        Assert.Null(await there.TryAcquireAsync("a"));
        Assert.Null(await there.TryAcquireAsync("a", TimeSpan.FromMilliseconds(50)));
        var waiting = there.AcquireAsync("a").AsTask();
        Assert.NotNull(await here.FindHolderAsync("a"));
        Assert.True(await held.ReleaseAsync());
        await using var next = await waiting;
        Assert.True(await here.ForceReleaseAsync("a", "root", "why"));
    }

    private static async Task UseReservationsAsync(IReservations reservations)
    {
        var (document, anna, ben) = (new ReservationResource("document", "1"), new ReservationOwner("anna"), new ReservationOwner("ben"));
        var fixedTime = ReservationLifetime.Fixed(TimeSpan.FromMinutes(1));
        Assert.True((await reservations.TryReserveAsync(document, anna, fixedTime)).IsGranted);
        Assert.NotNull(await reservations.AskToReleaseAsync(document, "ben", "May I?"));
        Assert.Equal(ReservationStatus.Done, (await reservations.TransferAsync(document, anna, ben, fixedTime)).Status);
        Assert.Equal(ReservationStatus.Done, (await reservations.RenewAsync(document, ben, TimeSpan.FromMinutes(2))).Status);
        Assert.Single(await reservations.FindAllAsync([document]));
        Assert.Single(await reservations.ListByUserAsync("ben"));
        Assert.Single(await reservations.ListByCategoryAsync("document"));
        Assert.True(await reservations.ForceReleaseAsync(document, "root", "why"));
        Assert.Equal(ReservationStatus.Forced, (await reservations.ReleaseAsync(document, ben)).Status);
        var hold = await reservations.TryHoldAsync(document, anna);
        await hold.Handle!.DisposeAsync();
    }

    private static async Task<IReadOnlyList<string>> DeniedAsync(IConnectionMultiplexer admin)
    {
        var entries = (RedisResult[])(await admin.GetDatabase().ExecuteAsync("ACL", "LOG", "100"))!;
        return [.. entries.Select(static entry => entry.ToDictionary()).Where(static entry => !Dispensable.Contains((string)entry["object"]!))
            .Select(static entry => $"{entry["reason"]} {entry["object"]} {entry["context"]} {entry["client-info"]}")];
    }
}
