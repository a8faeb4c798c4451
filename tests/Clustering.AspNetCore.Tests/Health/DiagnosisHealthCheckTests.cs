using Clustering.Diagnosis;
using Clustering.Health.Internal;
using Clustering.Testing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Clustering.AspNetCore.Tests.Health;

/// <summary>The health check that shows the diagnosis: how often it examines, and how bad it can get.</summary>
public sealed class DiagnosisHealthCheckTests
{
    private static readonly ClusterFinding Good = new("redis.tcp", ClusterFindingStatus.Passed, "redis-1:6379", "It accepts connections.", null);
    private static readonly ClusterFinding Odd = new("redis.eviction", ClusterFindingStatus.Warning, "redis-1:6379", "It may forget.", "Set noeviction.");
    private static readonly ClusterFinding Bad = new("redis.auth", ClusterFindingStatus.Failed, "redis-1:6379", "It refuses the password.", "Correct it.");

    private readonly ManualTimeProvider _time = new();
    private readonly StubDoctor _doctor = new();
    private readonly DiagnosisHealthCheck _check;

    public DiagnosisHealthCheckTests() => _check = new(_doctor, _time);

    [Fact]
    public async Task Check_WithFindings_IsDegradedAtTheWorstAndShowsThemAll()
    {
        _doctor.Answer(Good, Odd, Bad);

        var result = await CheckAsync();

        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.Equal("2 of 3 checks found something: redis.eviction, redis.auth.", result.Description);
        Assert.Equal(["redis.tcp redis-1:6379", "redis.eviction redis-1:6379", "redis.auth redis-1:6379"], result.Data.Keys);
        Assert.Equal(
            new Dictionary<string, string?> { ["status"] = "Failed", ["found"] = "It refuses the password.", ["remedy"] = "Correct it." },
            result.Data["redis.auth redis-1:6379"]);
    }

    [Fact]
    public async Task Check_WhereNothingIsWrong_IsHealthy()
    {
        _doctor.Answer(Good, Good with { Check = "redis.scripts", Status = ClusterFindingStatus.Skipped });

        Assert.Equal((HealthStatus.Healthy, "Nothing is wrong."), Shown(await CheckAsync()));
    }

    [Fact]
    public async Task Check_WithinThirtySeconds_ExaminesOnce()
    {
        _doctor.Answer(Good);
        await CheckAsync();

        _time.Advance(TimeSpan.FromSeconds(29.9));
        await CheckAsync();
        Assert.Equal(1, _doctor.Examinations);

        _doctor.Answer(Bad);
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(HealthStatus.Degraded, (await CheckAsync()).Status);
        Assert.Equal(2, _doctor.Examinations);
    }

    [Fact]
    public async Task Check_ByManyAtOnce_ExaminesOnce()
    {
        var all = Enumerable.Range(0, 20).Select(_ => CheckAsync()).ToList();

        _doctor.Answer(Good);
        await Task.WhenAll(all).WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken);

        Assert.Equal(1, _doctor.Examinations);
    }

    [Fact]
    public async Task Check_WhileANewExaminationTakesLong_ShowsTheLast()
    {
        _doctor.Answer(Odd);
        await CheckAsync();
        _doctor.Ask();
        _time.Advance(TimeSpan.FromSeconds(31));

        var waiting = CheckAsync();
        await Eventually.TrueAsync(() => _doctor.Examinations == 2 && _time.TimersWaiting > 0, "it examines anew, and waits");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HealthStatus.Degraded, (await waiting).Status);

        _doctor.Answer(Good);
        await Eventually.TrueAsync(async () => (await CheckAsync()).Status == HealthStatus.Healthy, "the new one is shown");
        Assert.Equal(2, _doctor.Examinations);
    }

    [Fact]
    public async Task Check_ThatIsCancelled_LeavesTheExaminationToTheOthers()
    {
        using var given = new CancellationTokenSource();
        var impatient = _check.CheckHealthAsync(new HealthCheckContext(), given.Token);
        var patient = CheckAsync();

        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        _doctor.Answer(Good);
        Assert.Equal(HealthStatus.Healthy, (await patient).Status);
        Assert.Equal(1, _doctor.Examinations);
    }

    [Fact]
    public async Task Check_AfterAnExaminationThatFailed_ExaminesAnew()
    {
        _doctor.Fail();
        await Assert.ThrowsAsync<InvalidOperationException>(CheckAsync);

        _doctor.Answer(Good);

        Assert.Equal(HealthStatus.Healthy, (await CheckAsync()).Status);
    }

    private static (HealthStatus Status, string? Description) Shown(HealthCheckResult result) => (result.Status, result.Description);

    private Task<HealthCheckResult> CheckAsync() => _check.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);

    private sealed class StubDoctor : IClusterDoctor
    {
        private TaskCompletionSource<ClusterDiagnosis> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _examinations;

        public int Examinations => Volatile.Read(ref _examinations);

        /// <summary>Answers what is asked, and what will be.</summary>
        public void Answer(params ClusterFinding[] findings)
        {
            if (!_answer.TrySetResult(new(findings)))
            {
                Ask();
                _answer.SetResult(new(findings));
            }
        }

        public void Fail()
        {
            Ask();
            _answer.SetException(new InvalidOperationException("on purpose"));
        }

        /// <summary>Answers nothing from now on.</summary>
        public void Ask() => _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<ClusterDiagnosis> ExamineAsync(CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _examinations);
            return await _answer.Task;
        }
    }
}
