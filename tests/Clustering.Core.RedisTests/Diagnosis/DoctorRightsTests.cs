using Clustering.Core.RedisTests.Redis;
using Clustering.Diagnosis;
using Clustering.Diagnosis.Internal;
using Clustering.Redis.Internal;
using Clustering.Testing;

namespace Clustering.Core.RedisTests.Diagnosis;

/// <summary>Users that may not do everything.</summary>
[OnlyOn("redis", "It sets up a server for each ailment.")]
public sealed class DoctorRightsTests
{
    private static readonly string All = string.Join(' ', RequiredCommands.Names.Select(name => "+" + name.ToLowerInvariant()));

    [Fact]
    public async Task ExamineAsync_AsAUserWithTheNeededRightsAlone_Passes()
    {
        var cluster = ClusterNames.New();
        await using var server = await StartAsync($"~{{{cluster}}}:* &{{{cluster}}}:* {All} +info +role +config|get");

        var diagnosis = await ExamineAsync(server, cluster);

        diagnosis.AssertWell();
        diagnosis.AssertFinding("redis.rights", ClusterFindingStatus.Passed, "The user app may do all that is needed.");
    }

    [Theory]
    [InlineData("-evalsha -publish", "EVALSHA, PUBLISH", "+evalsha +publish")]
    [InlineData("-subscribe", "SUBSCRIBE", "+subscribe")]
    [InlineData("resetchannels", "PUBLISH, SUBSCRIBE", "&{")]
    public async Task ExamineAsync_AsAUserWhoLacksARight_NamesTheCommandsAndWhatGivesThem(string less, string commands, string remedy)
    {
        var cluster = ClusterNames.New();
        await using var server = await StartAsync($"~{{{cluster}}}:* &{{{cluster}}}:* {All} +info +role +config|get {less}");

        var diagnosis = await ExamineAsync(server, cluster);

        diagnosis.AssertFinding("redis.rights", ClusterFindingStatus.Failed, $"The user app may not run {commands}. (NOPERM", $"ACL SETUSER app ~{{{cluster}}}:* &{{{cluster}}}:* +");
        Assert.Contains(remedy, diagnosis.Of("redis.rights").Remedy, StringComparison.Ordinal);
        Assert.Equal("redis.rights", Assert.Single(diagnosis.Findings, finding => finding.Status == ClusterFindingStatus.Failed).Check);
    }

    [Fact]
    public async Task ExamineAsync_AsAUserOfOtherKeys_SaysWhichHeNeeds()
    {
        var cluster = ClusterNames.New();
        await using var server = await StartAsync("~another:* &* +@all");

        var diagnosis = await ExamineAsync(server, cluster);

        diagnosis.AssertFinding("redis.write", ClusterFindingStatus.Failed, "The user app may not write there. (NOPERM", $"~{{{cluster}}}:*");
        diagnosis.AssertFinding("redis.rights", ClusterFindingStatus.Skipped, "Not examined, because redis.write did not pass.");
    }

    [Theory]
    [InlineData("", ClusterFindingStatus.Warning)]
    [InlineData("old:", ClusterFindingStatus.Passed)]
    public async Task ExamineAsync_WhereStockSessionsAreTakenOver_TriesTheirKeysToo(string instanceName, ClusterFindingStatus status)
    {
        var cluster = ClusterNames.New();
        await using var server = await StartAsync($"~{{{cluster}}}:* ~old:* &{{{cluster}}}:* {All} +info +role");

        var diagnosis = await Doctor.Of(TestConnection.Settings(server) with { Username = "app" }, cluster: cluster, stockInstanceName: instanceName)
            .ExamineAsync(TestContext.Current.CancellationToken);

        var finding = diagnosis.Of("redis.rights");
        Assert.Equal(status, finding.Status);
        Assert.Equal(status == ClusterFindingStatus.Warning, finding.Remedy?.Contains("set Clustering:Sessions:ReadStockSessions to false", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public async Task ExamineAsync_AsAUserWhoMayNotAskAround_SaysWhatIsNotKnown()
    {
        var cluster = ClusterNames.New();
        await using var server = await StartAsync($"~{{{cluster}}}:* &{{{cluster}}}:* {All}");

        var diagnosis = await ExamineAsync(server, cluster);

        diagnosis.AssertFinding("redis.role", ClusterFindingStatus.Warning, "It does not say whether it is a primary (NOPERM", "+role");
        diagnosis.AssertFinding("redis.version", ClusterFindingStatus.Failed, "It does not say what it is (NOPERM", "+info");
        diagnosis.AssertFinding("redis.eviction", ClusterFindingStatus.Skipped, "It does not say");
        diagnosis.AssertFinding("redis.persistence", ClusterFindingStatus.Skipped, "It does not say");
        diagnosis.AssertFinding("redis.replicas", ClusterFindingStatus.Skipped, "It does not say");
    }

    [Fact]
    public async Task ExamineAsync_WhereACommandIsRenamedAway_SaysWhereToLook()
    {
        await using var server = await RedisServer.StartAsync("--rename-command", "EVAL", "");

        var diagnosis = await Doctor.ExamineAsync(server);

        diagnosis.AssertFinding("redis.rights", ClusterFindingStatus.Failed, "may not run EVAL.", "rename-command");
    }

    [Fact]
    public async Task ExamineAsync_Anywhere_LeavesNoKey()
    {
        var cluster = ClusterNames.New();
        await using var server = await StartAsync($"~{{{cluster}}}:* &{{{cluster}}}:* {All} -del -unlink -pexpire -expire");

        await ExamineAsync(server, cluster);

        // What it may not remove goes by itself.
        await using var admin = await server.ConnectAsync();
        Assert.Empty(await KeySweep.WithoutTtlAsync(admin, cluster));
    }

    private static async Task<RedisServer> StartAsync(string rights) =>
        await RedisServer.StartAsync([.. $"--appendonly yes --user app on nopass {rights}".Split(' ')]);

    private static Task<ClusterDiagnosis> ExamineAsync(RedisServer server, string cluster) =>
        Doctor.ExamineAsync(TestConnection.Settings(server) with { Username = "app" }, cluster: cluster);
}
