using Clustering.Configuration;
using Clustering.Configuration.Internal;
using Clustering.Locks;
using Clustering.Nodes;
using Clustering.Operations;
using Clustering.Reservations;
using Clustering.Sessions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Clustering.Core.Tests.Configuration;

/// <summary>The options classes: bound from <c>Clustering:*</c>, checked wherever a value comes from.</summary>
public sealed class ClusterOptionsTests
{
    [Theory]
    [InlineData("Clustering:Sessions:TouchGranularity", "60s")]
    [InlineData("Clustering:Sessions:TouchGranularity", "PT1M")]
    [InlineData("Clustering:Sessions:TouchGranularity", "00:01:00")]
    [InlineData("Clustering:Sessions:TouchGranularity", "60000")]
    [InlineData("clustering.sessions.touch-granularity", "1m")]
    [InlineData("CLUSTERING_SESSIONS_TOUCHGRANULARITY", "1m")]
    [InlineData("CLUSTERING_SESSIONS_TOUCH_GRANULARITY", "1m")]
    [InlineData("CLUSTERING:SESSIONS:TOUCH_GRANULARITY", "1m")]
    public void Value_DurationInAnySpelling_IsBound(string key, string value)
    {
        var options = Options<ClusterSessionOptions>((key, value), ("Clustering:Sessions:Budget", "30s"));

        Assert.Equal(TimeSpan.FromMinutes(1), options.TouchGranularity);
        Assert.Equal(TimeSpan.FromSeconds(30), options.Budget);
    }

    [Fact]
    public void Value_NothingSet_IsTheDefaults()
    {
        var sessions = Options<ClusterSessionOptions>();
        Assert.Null(sessions.AbsoluteTimeout);
        Assert.Equal(TimeSpan.FromDays(30), sessions.LongestIdleTimeout);
        Assert.Equal(TimeSpan.FromMinutes(1), sessions.TouchGranularity);
        Assert.Equal(TimeSpan.FromSeconds(5), sessions.Budget);
        Assert.Equal(SessionUnavailable.Fail, sessions.OnUnavailable);
        Assert.Equal(TimeSpan.FromSeconds(10), sessions.RenewGrace);
        Assert.Equal((16 * 1024 * 1024, 10_000), (sessions.MaxBytes, sessions.MaxKeys));
        Assert.Equal((64L * 1024 * 1024, 16), (sessions.LocalCopyBytes, sessions.MaxBlockingLoads));
        Assert.Equal((false, true, "", null), (sessions.Encrypt, sessions.ReadStockSessions, sessions.StockInstanceName, sessions.KeySecret));

        var node = Options<NodeOptions>();
        Assert.Equal((Environment.MachineName, null, null), (node.Name, node.Address, node.Zone));
        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)), (node.Heartbeat, node.Lease));

        var cluster = Options<ClusterOptions>();
        Assert.Equal(("my.app", ClusterStartup.Degraded), (cluster.Name, cluster.Startup));
    }

    [Fact]
    public void Value_EverythingSet_IsBound()
    {
        (string, string?)[] pairs =
        [
            ("Clustering:Name", "shop-1_a.b"), ("Clustering:Startup", "wait"),
            ("Clustering:Nodes:Name", "n 1"), ("Clustering:Nodes:Address", "http://n1"), ("Clustering:Nodes:Zone", "z"),
            ("Clustering:Nodes:Heartbeat", "2s"), ("Clustering:Nodes:Lease", "6s"),
            ("Clustering:Sessions:AbsoluteTimeout", "8h"), ("Clustering:Sessions:LongestIdleTimeout", "1d"),
            ("Clustering:Sessions:TouchGranularity", "0"), ("Clustering:Sessions:Budget", "100ms"),
            ("Clustering:Sessions:OnUnavailable", "DEGRADE"), ("Clustering:Sessions:RenewGrace", "0s"),
            ("Clustering:Sessions:MaxBytes", "1024"), ("Clustering:Sessions:MaxKeys", "1"),
            ("Clustering:Sessions:LocalCopyBytes", "99999999999"), ("Clustering:Sessions:MaxBlockingLoads", "1000"),
            ("Clustering:Sessions:Encrypt", "yes"), ("Clustering:Sessions:ReadStockSessions", "off"),
            ("Clustering:Sessions:StockInstanceName", "app:"), ("Clustering:Sessions:KeySecret", "0123456789abcdef"),
            ("Clustering:Locks:Lease", "9s"), ("Clustering:Locks:RenewEvery", "3s"),
            ("Clustering:Reservations:Lease", "12s"), ("Clustering:Reservations:SweepEvery", "1s"),
            ("Clustering:Reservations:SameUser", "take-over"), ("Clustering:Reservations:LongestFixed", "30d"),
            ("Clustering:Caches:Heartbeat", "2s"), ("Clustering:Caches:MaxStaleness", "20s"), ("Clustering:Caches:WhenStale", "read-through"),
            ("Clustering:Operations:Enabled", "no"), ("Clustering:Operations:Lease", "30s"), ("Clustering:Operations:RenewEvery", "7s"),
            ("Clustering:Operations:PollEvery", "9s"), ("Clustering:Operations:StopTimeout", "0s"),
        ];

        var cluster = Options<ClusterOptions>(pairs);
        var node = Options<NodeOptions>(pairs);
        var sessions = Options<ClusterSessionOptions>(pairs);
        var locks = Options<LockOptions>(pairs);
        var reservations = Options<ReservationOptions>(pairs);
        var operations = Options<OperationOptions>(pairs);

        Assert.Equal(ClusteringSchema.Schema.Settings.Count, pairs.Length);
        Assert.Equal(("shop-1_a.b", ClusterStartup.Wait), (cluster.Name, cluster.Startup));
        Assert.Equal(("n 1", "http://n1", "z"), (node.Name, node.Address, node.Zone));
        Assert.Equal((TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(6)), (node.Heartbeat, node.Lease));
        Assert.Equal((TimeSpan.FromHours(8), TimeSpan.FromDays(1)), (sessions.AbsoluteTimeout, sessions.LongestIdleTimeout));
        Assert.Equal((TimeSpan.Zero, TimeSpan.FromMilliseconds(100)), (sessions.TouchGranularity, sessions.Budget));
        Assert.Equal((SessionUnavailable.Degrade, TimeSpan.Zero), (sessions.OnUnavailable, sessions.RenewGrace));
        Assert.Equal((1024, 1, 99_999_999_999, 1000), (sessions.MaxBytes, sessions.MaxKeys, sessions.LocalCopyBytes, sessions.MaxBlockingLoads));
        Assert.Equal((true, false, "app:", "0123456789abcdef"), (sessions.Encrypt, sessions.ReadStockSessions, sessions.StockInstanceName, sessions.KeySecret));
        Assert.Equal((TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(3)), (locks.Lease, locks.RenewEvery));
        Assert.Equal((TimeSpan.FromSeconds(12), TimeSpan.FromSeconds(1)), (reservations.Lease, reservations.SweepEvery));
        Assert.Equal((SameUserPolicy.TakeOver, TimeSpan.FromDays(30)), (reservations.SameUser, reservations.LongestFixed));
        Assert.Equal((false, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(7)), (operations.Enabled, operations.Lease, operations.RenewEvery));
        Assert.Equal((TimeSpan.FromSeconds(9), TimeSpan.Zero), (operations.PollEvery, operations.StopTimeout));
    }

    [Theory]
    [InlineData("Clustering:Name", "a{b}", "'{' is not allowed in it: the name is part of every key in Redis.", "1 to 64 letters")]
    [InlineData("Clustering:Name", "my app", "' ' is not allowed", "1 to 64 letters")]
    [InlineData("Clustering:Name", "é", "'é' is not allowed", "1 to 64 letters")]
    [InlineData("Clustering:Name", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "It has 65 characters.", "1 to 64 letters")]
    [InlineData("Clustering:Startup", "Later", "'Later' is not one of the values", "one of Degraded, Wait, Fail")]
    [InlineData("Clustering:Startup", "1", "'1' is not one of the values", "one of Degraded, Wait, Fail")]
    [InlineData("Clustering:Nodes:Heartbeat", "99ms", "99ms is shorter than 100ms", "from 100ms to 1m")]
    [InlineData("Clustering:Nodes:Heartbeat", "61s", "61s is longer than 1m", "from 100ms to 1m")]
    [InlineData("Clustering:Nodes:Lease", "11m", "11m is longer than 10m", "to 10m")]
    [InlineData("Clustering:Nodes:Lease", "2s", "It is less than three times Clustering:Nodes:Heartbeat (1s)", "Make it 3s or longer")]
    [InlineData("Clustering:Nodes:Name", "a\u0001", "a control character", "1 to 128 characters")]
    [InlineData("Clustering:Locks:Lease", "999ms", "999ms is shorter than 1s", "from 1s to 1h")]
    [InlineData("Clustering:Locks:RenewEvery", "11s", "It is more than a third of Clustering:Locks:Lease (30s)", "Make it 10s or shorter")]
    [InlineData("Clustering:Operations:Lease", "999ms", "999ms is shorter than 1s", "from 1s to 1h")]
    [InlineData("Clustering:Operations:RenewEvery", "6s", "It is more than a third of Clustering:Operations:Lease (15s)", "Make it 5s or shorter")]
    [InlineData("Clustering:Reservations:Lease", "2h", "2h is longer than 1h", "from 1s to 1h")]
    [InlineData("Clustering:Reservations:SameUser", "Ask", "'Ask' is not one of the values", "one of Deny, TakeOver")]
    [InlineData("Clustering:Sessions:AbsoluteTimeout", "500ms", "500ms is shorter than 1s", "1s or longer")]
    [InlineData("Clustering:Sessions:LongestIdleTimeout", "30s", "30s is shorter than 1m", "from 1m to 3650d")]
    [InlineData("Clustering:Sessions:LongestIdleTimeout", "3651d", "3651d is longer than 3650d", "from 1m to 3650d")]
    [InlineData("Clustering:Sessions:TouchGranularity", "-1s", "-1s is shorter than 0s", "from 0s to 1h")]
    [InlineData("Clustering:Sessions:TouchGranularity", "1.5s", "there are no decimals", "from 0s to 1h")]
    [InlineData("Clustering:Sessions:Budget", "9", "9ms is shorter than 10ms", "from 10ms to 5m")]
    [InlineData("Clustering:Sessions:OnUnavailable", "Ignore", "'Ignore' is not one of the values", "one of Fail, Degrade")]
    [InlineData("Clustering:Sessions:RenewGrace", "6m", "6m is longer than 5m", "from 0s to 5m")]
    [InlineData("Clustering:Sessions:MaxBytes", "1023", "1023 is less than 1024", "from 1024 to 268435456")]
    [InlineData("Clustering:Sessions:MaxBytes", "16MB", "'16MB' is not a whole number", "from 1024 to 268435456")]
    [InlineData("Clustering:Sessions:MaxKeys", "0", "0 is less than 1", "from 1 to 100000")]
    [InlineData("Clustering:Sessions:LocalCopyBytes", "-1", "-1 is less than 0", "0 or more")]
    [InlineData("Clustering:Sessions:MaxBlockingLoads", "1001", "1001 is more than 1000", "from 1 to 1000")]
    [InlineData("Clustering:Sessions:Encrypt", "maybe", "'maybe' is neither true nor false", "true or false")]
    [InlineData("CLUSTERING_SESSIONS_READ_STOCK_SESSIONS", "x", "neither true nor false", "true or false")]
    public void Start_BadValue_IsReported(string key, string value, string reason, string remedy)
    {
        var problem = Assert.Single(Start((key, value)).Problems);

        Assert.Equal((key, value, "set in code"), (problem.Path, problem.Value, problem.Origin));
        Assert.Contains(reason, problem.Reason, StringComparison.Ordinal);
        Assert.Contains(remedy, problem.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_BadSecret_IsReportedWithoutIt()
    {
        var exception = Start(("Clustering:Sessions:KeySecret", "hush"));

        Assert.Equal("***", Assert.Single(exception.Problems).Value);
        Assert.Contains("fewer than 16 characters", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_BadValueSetInCode_IsReported()
    {
        var exception = Start(
            services => services.Configure<NodeOptions>(options => (options.Heartbeat, options.Name) = (TimeSpan.FromHours(1), "")));

        Assert.Equal(["Clustering:Nodes:Name", "Clustering:Nodes:Heartbeat"], exception.Problems.Select(problem => problem.Path));
        Assert.Equal(("1h", "set in code"), (exception.Problems[1].Value, exception.Problems[1].Origin));
    }

    [Fact]
    public void Start_RuleBrokenByCode_IsReportedWithTheDefaultItMeets()
    {
        var exception = Start(services => services.Configure<NodeOptions>(options => options.Heartbeat = TimeSpan.FromSeconds(2)));

        var problem = Assert.Single(exception.Problems);
        Assert.Equal(("Clustering:Nodes:Lease", "5s", "default"), (problem.Path, problem.Value, problem.Origin));
        Assert.Contains("Heartbeat (2s)", problem.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_ApplicationNameThatCannotNameACluster_IsReported()
    {
        var problem = Assert.Single(Start(_ => { }, applicationName: "My App").Problems);

        Assert.Equal(("Clustering:Name", "My App", "set in code, or the application's name"), (problem.Path, problem.Value, problem.Origin));
    }

    [Fact]
    public void Start_AppWithoutAName_IsReported()
    {
        var problem = Assert.Single(Start(new ServiceCollection().AddClusterOptions(Configured.Pairs())).Problems);

        Assert.Equal(("Clustering:Name", "default"), (problem.Path, problem.Origin));
        Assert.Contains("It is not set, and the app has no name of its own", problem.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Value_BadValue_ThrowsInsteadOfTheDefault()
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Options<NodeOptions>(("Clustering:Nodes:Lease", "soon")));

        Assert.Contains("Clustering:Nodes:Lease = 'soon' (set in code): 'soon' is not a duration.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_RuleOfTheApp_IsReportedToo()
    {
        var exception = Start(services => services.AddOptions<NodeOptions>().Validate(options => options.Zone is not null, "We need zones."));

        Assert.Equal("We need zones.", Assert.Single(exception.Problems).Reason);
    }

    [Theory]
    [InlineData("Clustering:Session:Budget", "Clustering:Sessions:Budget")]
    [InlineData("Clustering:Sessions:TouchGranulrity", "Clustering:Sessions:TouchGranularity")]
    [InlineData("Clustering:Nam", "Clustering:Name")]
    [InlineData("CLUSTERING_NODES_LEESE", "Clustering:Nodes:Lease")]
    public void Read_UnknownKey_WarnsAndSuggestsTheNearest(string key, string suggestion)
    {
        var values = Configured.Clustering(Configured.Pairs((key, "x")));

        Assert.Empty(values.Problems);
        Assert.Equal($"{key} (set in code) is not a setting and has no effect. Did you mean {suggestion}?", Assert.Single(values.Warnings));
    }

    [Theory]
    [InlineData("CLUSTERINGOFMINE_NAME")]
    [InlineData("ClusteringOfMine:Name")]
    public void Read_SomebodyElsesKey_IsLeftAlone(string key) => Assert.Empty(Configured.Clustering(Configured.Pairs((key, "x"))).Warnings);

    private static T Options<T>(params (string Key, string? Value)[] pairs)
        where T : class
    {
        using var provider = Services(Configured.Pairs(pairs)).BuildServiceProvider();
        return provider.GetRequiredService<IOptions<T>>().Value;
    }

    private static ClusterConfigurationException Start(params (string Key, string? Value)[] pairs) => Start(Services(Configured.Pairs(pairs)));

    private static ClusterConfigurationException Start(Action<IServiceCollection> configure, string applicationName = "my.app")
    {
        var services = Services(Configured.Pairs(), applicationName);
        configure(services);
        return Start(services);
    }

    private static ClusterConfigurationException Start(IServiceCollection services)
    {
        using var provider = services.BuildServiceProvider();
        return Assert.Throws<ClusterConfigurationException>(() => provider.GetServices<IHostedService>().ToList());
    }

    private static IServiceCollection Services(IConfiguration configuration, string applicationName = "my.app") => new ServiceCollection()
        .AddSingleton<IHostEnvironment>(new NamedEnvironment(applicationName))
        .AddClusterOptions(configuration);
}
