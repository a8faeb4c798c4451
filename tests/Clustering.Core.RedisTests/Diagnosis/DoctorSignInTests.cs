using Clustering.Core.RedisTests.Redis;
using Clustering.Diagnosis;
using Clustering.Testing;

namespace Clustering.Core.RedisTests.Diagnosis;

/// <summary>Passwords and users, wanted and refused. None of them is ever shown.</summary>
[OnlyOn("redis", "It sets up a server for each ailment.")]
public sealed class DoctorSignInTests
{
    private const string Secret = "s3cr3t-of-the-server";
    private const string Wrong = "s3cr3t-but-wrong";

    [Fact]
    public async Task ExamineAsync_WithoutTheWantedPassword_NamesTheSetting()
    {
        await using var server = await RedisServer.StartAsync("--requirepass", Secret);

        var diagnosis = await Doctor.ExamineAsync(TestConnection.Settings(server) with { Password = null });

        diagnosis.AssertFinding(
            "redis.auth", ClusterFindingStatus.Failed, "It wants a password, and spring.data.redis.password is not set.", "spring.data.redis.username");
        diagnosis.AssertEndsAt("redis.auth");
    }

    [Fact]
    public async Task ExamineAsync_WithTheRightPassword_Passes()
    {
        await using var server = await RedisServer.StartAsync("--requirepass", Secret, "--appendonly", "yes");

        var diagnosis = await Doctor.ExamineAsync(TestConnection.Settings(server) with { Password = Secret });

        diagnosis.AssertFinding("redis.auth", ClusterFindingStatus.Passed, "It takes the password.");
        diagnosis.AssertWell();
        AssertNoSecret(diagnosis);
    }

    [Fact]
    public async Task ExamineAsync_WithAWrongPassword_SaysSoAndNeverThePassword()
    {
        await using var server = await RedisServer.StartAsync("--requirepass", Secret);

        var diagnosis = await Doctor.ExamineAsync(TestConnection.Settings(server) with { Password = Wrong });

        diagnosis.AssertFinding("redis.auth", ClusterFindingStatus.Failed, "It refuses the password (WRONGPASS).", "Correct spring.data.redis.password");
        diagnosis.AssertEndsAt("redis.auth");
        AssertNoSecret(diagnosis);
    }

    [Theory]
    [InlineData("nobody", Secret)]
    [InlineData("app", Wrong)]
    [InlineData("retired", Secret)]
    public async Task ExamineAsync_AsAUserWhoIsRefused_NamesTheUser(string user, string password)
    {
        await using var server = await RedisServer.StartAsync(
            [.. $"--requirepass another --user app on >{Secret} ~* &* +@all --user retired off >{Secret} ~* &* +@all".Split(' ')]);

        var diagnosis = await Doctor.ExamineAsync(TestConnection.Settings(server) with { Username = user, Password = password });

        diagnosis.AssertFinding(
            "redis.auth", ClusterFindingStatus.Failed, $"It refuses the user '{user}' with this password", "Correct spring.data.redis.username and spring.data.redis.password");
        AssertNoSecret(diagnosis);
    }

    [Fact]
    public async Task ExamineAsync_AsAUser_Passes()
    {
        await using var server = await RedisServer.StartAsync(
            [.. $"--requirepass another --appendonly yes --user app on >{Secret} ~* &* +@all".Split(' ')]);

        var diagnosis = await Doctor.ExamineAsync(TestConnection.Settings(server) with { Username = "app", Password = Secret });

        diagnosis.AssertFinding("redis.auth", ClusterFindingStatus.Passed, "It knows the user 'app'.");
        diagnosis.AssertFinding("redis.rights", ClusterFindingStatus.Passed, "The user app may do all that is needed.");
        AssertNoSecret(diagnosis);
    }

    [Fact]
    public async Task ExamineAsync_WithAPasswordThatNobodyWants_WarnsThatTheServerIsOpen()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "yes");

        var diagnosis = await Doctor.ExamineAsync(TestConnection.Settings(server) with { Password = Wrong });

        diagnosis.AssertFinding("redis.auth", ClusterFindingStatus.Warning, "whoever reaches it can use it", "requirepass");
        Assert.Equal(ClusterFindingStatus.Warning, diagnosis.Status);
        AssertNoSecret(diagnosis);

        // As it is: the connection can be used.
        await using var redis = await TestConnection.StartAsync(TestConnection.Settings(server) with { Password = Wrong });
        Assert.Null(redis.Outage);
    }

    [Fact]
    public async Task ExamineAsync_AsAStrangerOnAnOpenServer_WarnsAndGoesOn()
    {
        await using var server = await RedisServer.StartAsync("--appendonly", "yes");
        var settings = TestConnection.Settings(server) with { Username = "nobody", Password = Wrong };

        var diagnosis = await Doctor.ExamineAsync(settings);

        diagnosis.AssertFinding("redis.auth", ClusterFindingStatus.Warning, "But it lets in whoever does not sign in");
        diagnosis.AssertFinding("redis.rights", ClusterFindingStatus.Passed, "The user default");
        await using var redis = await TestConnection.StartAsync(settings);
        Assert.Null(redis.Outage);
    }

    [Fact]
    public async Task ExamineAsync_OfAServerThatRepeatsWhatItDoesNotKnow_KeepsThePasswordToItself()
    {
        await using var server = new ScriptedServer(static command => command[0] == "PING"
            ? "-NOAUTH Authentication required.\r\n"
            : $"-ERR unknown command '{command[0]}', with args beginning with: {string.Join(' ', command[1..].Select(static part => $"'{part}'"))} \r\n");

        var diagnosis = await Doctor.ExamineAsync(TestConnection.At(server.Port) with { Password = Wrong });

        diagnosis.AssertFinding("redis.auth", ClusterFindingStatus.Failed, "It refuses to sign us in: ERR unknown command 'AUTH'");
        AssertNoSecret(diagnosis);
    }

    private static void AssertNoSecret(ClusterDiagnosis diagnosis)
    {
        Assert.DoesNotContain(Secret, diagnosis.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Wrong, diagnosis.ToString(), StringComparison.Ordinal);
    }
}
