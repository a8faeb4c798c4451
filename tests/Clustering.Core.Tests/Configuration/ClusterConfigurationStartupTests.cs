using Clustering.Configuration;
using Clustering.Configuration.Internal;
using Clustering.Redis.Internal;
using Clustering.Sessions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clustering.Core.Tests.Configuration;

/// <summary>A host with a configuration: it starts, or says once all that keeps it from starting.</summary>
public sealed class ClusterConfigurationStartupTests
{
    [Fact]
    public async Task Start_ManyProblems_AreOneReport()
    {
        var builder = Builder(
            ("redis.enabled", "true"),
            ("spring.redis.timeout", "5x"),
            ("spring.redis.sentinel.master", "m"),
            ("Clustering:Nodes:Lease", "soon"),
            ("Clustering:Sessions:KeySecret", "hush"));
        using var host = builder.Build();

        var exception = await Assert.ThrowsAsync<ClusterConfigurationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        var report = """
            The cluster's configuration has 4 problems; put them right and start again.

            1. spring.redis.timeout = '5x'
               from:   set in code
               reason: '5x' is not a duration: there is no unit 'x' (the units are ns, us, ms, s, m, h and d).
               remedy: Write a duration from 1ms to 24d, such as 5s, PT5S or 00:00:05; a number alone is milliseconds.

            2. spring.data.redis.sentinel.nodes is not set
               reason: It is missing, while spring.redis.sentinel.master (set in code) asks for Sentinel.
               remedy: List the sentinels: sentinel-1:26379,sentinel-2:26379,sentinel-3:26379.

            3. Clustering:Nodes:Lease = 'soon'
               from:   set in code
               reason: 'soon' is not a duration.
               remedy: Write a duration from 300ms to 10m, such as 5s, PT5S or 00:00:05; a number alone is milliseconds.

            4. Clustering:Sessions:KeySecret = '***'
               from:   set in code
               reason: It has fewer than 16 characters, so it could be guessed.
               remedy: Write at least 16 characters, the same on every node.
            """;
        Assert.Equal(report, exception.Message, ignoreLineEndingDifferences: true);
        Assert.Equal(4, exception.Problems.Count);
    }

    [Fact]
    public async Task Start_ServiceThatWantsItsOptionsWhenMade_DoesNotHideTheReport()
    {
        var builder = Builder(("Clustering:Nodes:Lease", "x"), ("Clustering:Sessions:Budget", "x"));
        builder.Services.AddHostedService<Impatient>();
        using var host = builder.Build();

        var exception = await Assert.ThrowsAsync<ClusterConfigurationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal(2, exception.Problems.Count);
    }

    [Fact]
    public void RedisSettings_AskedForBeforeTheStart_BringTheWholeReport()
    {
        using var host = Builder(("spring.redis.port", "x"), ("Clustering:Nodes:Lease", "x")).Build();

        var exception = Assert.Throws<ClusterConfigurationException>(host.Services.GetRequiredService<RedisSettings>);

        Assert.Equal(["spring.redis.port", "Clustering:Nodes:Lease"], exception.Problems.Select(problem => problem.Path));
    }

    [Fact]
    public async Task Start_OddSettings_AreLoggedAsWarnings()
    {
        var builder = Builder(("redis.enabled", "false"), ("spring.data.redis.hots", "h"), ("Clustering:Nam", "x"));
        var log = new RecordedLog();
        builder.Logging.ClearProviders().AddProvider(log);
        using var host = builder.Build();

        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                (100, "spring.data.redis.hots (set in code) is not a setting and has no effect. Did you mean spring.data.redis.host?"),
                (100, "Clustering:Nam (set in code) is not a setting and has no effect. Did you mean Clustering:Name?"),
            ],
            log.Warnings);
    }

    [Theory]
    [InlineData("Production", true, false, true)]
    [InlineData("Production", true, true, false)]
    [InlineData("Production", false, false, false)]
    [InlineData("Development", true, false, false)]
    public async Task Start_SimpleModeInProduction_IsLogged(string environment, bool enabled, bool sentinel, bool logged)
    {
        var builder = Builder(("redis.enabled", enabled ? "true" : "false"));
        builder.Environment.EnvironmentName = environment;
        if (sentinel)
        {
            builder.Configuration.AddPairs([("spring.data.redis.sentinel.master", "m"), ("spring.data.redis.sentinel.nodes", "a")]);
        }

        var log = new RecordedLog();
        builder.Logging.ClearProviders().AddProvider(log);
        using var host = builder.Build();

        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(logged ? [101] : [], log.Warnings.Select(warning => warning.Id));
    }

    [Fact]
    public void AddClusterOptions_Twice_KeepsTheFirst()
    {
        using var provider = new ServiceCollection()
            .AddClusterOptions(Configured.Pairs(("Clustering:Sessions:MaxKeys", "1"), ("spring.data.redis.host", "a")))
            .AddClusterOptions(Configured.Pairs(("Clustering:Sessions:MaxKeys", "2"), ("spring.data.redis.host", "b")))
            .BuildServiceProvider();

        Assert.Equal(1, provider.GetRequiredService<IOptions<ClusterSessionOptions>>().Value.MaxKeys);
        Assert.Equal("a", provider.GetRequiredService<RedisSettings>().Host);
        Assert.Same(provider.GetRequiredService<RedisSettings>(), provider.GetRequiredService<RedisSettings>());
    }

    [Fact]
    public void AddClusterOptions_ProviderAddedLater_IsReadToo()
    {
        var builder = Builder();
        builder.Configuration.AddPairs([("spring.data.redis.host", "late")]);
        using var host = builder.Build();

        Assert.Equal("late", host.Services.GetRequiredService<RedisSettings>().Host);
    }

    private static HostApplicationBuilder Builder(params (string Key, string? Value)[] pairs)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { ApplicationName = "my.app" });
        builder.Configuration.AddPairs(pairs);
        builder.Services.AddClusterOptions(builder.Configuration);
        return builder;
    }

    private sealed class Impatient(IOptions<ClusterSessionOptions> options) : BackgroundService
    {
        private readonly TimeSpan _budget = options.Value.Budget;

        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Delay(_budget, stoppingToken);
    }

    private sealed class RecordedLog : ILoggerProvider, ILogger
    {
        public List<(int Id, string Text)> Warnings { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Warnings.Add((eventId.Id, formatter(state, exception)));
            }
        }

        public void Dispose()
        {
        }
    }
}
