using System.Globalization;
using Clustering.Configuration.Internal;
using Clustering.Diagnosis.Internal.Probes;
using Clustering.Nodes.Internal;
using Clustering.Redis.Internal;
using Clustering.Sessions.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Clustering.Diagnosis.Internal;

/// <summary>Examines the sentinels, where there are any, then the server that the cluster would use.</summary>
internal sealed class RedisClusterDoctor(
    IServiceProvider services,
    RedisSettings settings,
    RedisClientOptions client,
    DiagnosisKeys keys,
    NodeKeys nodeKeys,
    SessionKeys sessionKeys,
    IOptions<ClusterOptions> cluster,
    TimeProvider time) : IClusterDoctor
{
    // What the app changes of how to connect may be a check of certificates, and that cannot be read out of the options.
    private readonly bool _isCustomized = services.GetServices<RedisClientCustomization>().Any();

    /// <summary>Gets the most that one check may take.</summary>
    public TimeSpan LongestCheck { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets the most that all of them may take.</summary>
    public TimeSpan Whole { get; init; } = TimeSpan.FromSeconds(10);

    public async ValueTask<ClusterDiagnosis> ExamineAsync(CancellationToken cancellationToken = default)
    {
        // No longer than the app itself would wait for a connection.
        var clock = new ExaminationTime(time, settings.ConnectTimeout < LongestCheck ? settings.ConnectTimeout : LongestCheck, Whole);
        var findings = await ExamineAsync(clock, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return new(findings);
    }

    private async Task<IReadOnlyList<ClusterFinding>> ExamineAsync(ExaminationTime clock, CancellationToken cancellationToken)
    {
        if (services.GetService<RedisMultiplexerSource>() is not null)
        {
            return await ExamineOwnAsync(clock, cancellationToken).ConfigureAwait(false);
        }

        if (settings.Sentinel is not { } sentinels)
        {
            return await ExamineServerAsync(new(settings.Host, settings.Port), EndpointKind.Redis, null, clock, cancellationToken).ConfigureAwait(false);
        }

        var all = new SentinelsExamination(sentinels, clock, cancellationToken);
        var findings = (await all.ExamineAsync(node => ProbeTarget.Of(node, client.CreateForSentinel(node, sentinels), sentinels.Tls)).ConfigureAwait(false)).ToList();
        findings.AddRange(all.Verdict is { } verdict
            ? await ExamineServerAsync(
                sentinels.AddressMap.Reach(verdict.Primary), EndpointKind.Primary(verdict.Primary), all.KnownReplicas, clock, cancellationToken).ConfigureAwait(false)
            : await ExamineNoServerAsync(sentinels, clock, cancellationToken).ConfigureAwait(false));
        return findings;
    }

    private async Task<IReadOnlyList<ClusterFinding>> ExamineServerAsync(
        HostAndPort address, EndpointKind kind, int? sentinelReplicas, ExaminationTime clock, CancellationToken cancellationToken)
    {
        var options = client.Create(EndPoints.From(address));
        if (options.Tunnel is not null)
        {
            return await ExamineOwnAsync(clock, cancellationToken).ConfigureAwait(false); // Only the app knows the way.
        }

        var checks = new CheckList(address.ToString(), clock, cancellationToken);
        var target = ProbeTarget.Of(address, options, settings.Tls);
        var way = new ConnectionExamination(checks, kind, target, _isCustomized);
        var probe = new RespProbe();
        await using (probe.ConfigureAwait(false))
        {
            await way.ExamineAsync(probe).ConfigureAwait(false);
            var context = Context(options.DefaultDatabase ?? 0, target.Username, sentinelReplicas);
            await new ServerExamination(checks, probe, context, token => AtomicityTrial.RunAsync(() => client.Create(EndPoints.From(address)), token)).ExamineAsync(way.Last).ConfigureAwait(false);
        }

        return checks.Findings;
    }

    /// <summary>What would be asked of the primary, if the sentinels said who it is.</summary>
    private async Task<IReadOnlyList<ClusterFinding>> ExamineNoServerAsync(SentinelSettings sentinels, ExaminationTime clock, CancellationToken cancellationToken)
    {
        var checks = new CheckList($"the primary of '{sentinels.Master}'", clock, cancellationToken);
        checks.End($"{Checks.SentinelsPrimary} did not pass");
        var nobody = new ProbeTarget(new("", 0), null, null, null);
        var probe = new RespProbe();
        await using (probe.ConfigureAwait(false))
        {
            var way = new ConnectionExamination(checks, EndpointKind.Redis, nobody, isCustomized: false);
            await way.ExamineAsync(probe).ConfigureAwait(false);
            await new ServerExamination(checks, probe, Context(0, null, 0), null).ExamineAsync(way.Last).ConfigureAwait(false);
        }

        return checks.Findings;
    }

    /// <summary>Over the connection that there is, where only the app knows how to make one.</summary>
    private async Task<IReadOnlyList<ClusterFinding>> ExamineOwnAsync(ExaminationTime clock, CancellationToken cancellationToken)
    {
        var redis = services.GetRequiredService<RedisConnection>();
        var checks = new CheckList(redis.Target, clock, cancellationToken);
        var current = redis.Current;
        await checks.RunAsync(Checks.Connection, null, _ => Task.FromResult(redis.Outage is { } outage
            ? Outcome.Failed($"It {outage.Reason} {Seconds(time.GetElapsedTime(outage.Since))} ago.", "Look at the app's own connection: it is made by UseConnection or ConfigureRedis.")
            : Outcome.Passed($"It is connected to {current!.EndPoint}."))).ConfigureAwait(false);
        var server = new MultiplexerQuestions(current?.Database!);
        await new ServerExamination(checks, server, Context(current?.Database.Database ?? 0, null, null), null)
            .ExamineAsync(Checks.Connection).ConfigureAwait(false);
        return checks.Findings;
    }

    private ServerContext Context(int database, string? username, int? sentinelReplicas)
    {
        var id = Guid.NewGuid().ToString("n");
        return new(cluster.Value.Name, database, username ?? "default", keys.Probe(id)!, nodeKeys.Node($"probe-{id}").ToString(), sessionKeys.Stock($"probe-{id}"), sentinelReplicas);
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
