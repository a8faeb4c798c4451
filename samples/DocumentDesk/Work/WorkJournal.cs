using System.Text.Json;
using Clustering;
using Clustering.Nodes;
using Clustering.Operations;
using Microsoft.Extensions.Caching.Distributed;

namespace DocumentDesk.Work;

/// <summary>What each node has run lately, for administrators. The queues themselves know only what there is to do.</summary>
/// <remarks>Each node writes under a key of its own, so that none overwrites another's.</remarks>
internal sealed class WorkJournal(IDistributedCache cache, IClusterNodes nodes) : IDisposable
{
    private const int Most = 20;

    private static readonly DistributedCacheEntryOptions ForAnHour = new() { SlidingExpiration = TimeSpan.FromHours(1) };

    private readonly SemaphoreSlim _writing = new(1, 1);
    private List<Run> _runs = [];

    /// <summary>Runs a handler, and writes down that it does and how it ends.</summary>
    public async Task RunAsync(OperationContext context, string document, Func<Task> work)
    {
        var run = new Run(context.Handler, context.Id, document, nodes.Self.Name, context.Fence, Now(), null, "running");
        await WriteAsync(run);
        try
        {
            await work();
            run = run with { EndedAt = Now(), Outcome = "done" };
        }
        catch (Exception exception)
        {
            run = run with { EndedAt = Now(), Outcome = exception is OperationCanceledException ? "stopped" : "failed" };
            throw;
        }
        finally
        {
            await WriteAsync(run);
        }
    }

    /// <summary>Reads what all living nodes run and have run: first what runs, then the latest.</summary>
    public async Task<IReadOnlyList<Run>> ReadAsync(CancellationToken cancellationToken)
    {
        var all = await Task.WhenAll((await nodes.ListAsync(cancellationToken)).Select(async node =>
            await cache.GetAsync(Key(node), cancellationToken) is { } json ? JsonSerializer.Deserialize<List<Run>>(json)! : []));
        return [.. all.SelectMany(runs => runs).OrderBy(run => run.EndedAt is not null).ThenByDescending(run => run.BeganAt).Take(Most)];
    }

    public void Dispose() => _writing.Dispose();

    private static DateTimeOffset Now() => TimeProvider.System.GetUtcNow();

    private static string Key(ClusterNode node) => $"runs/{node.Id}";

    private async Task WriteAsync(Run run)
    {
        await _writing.WaitAsync();
        try
        {
            _runs = [run, .. _runs.Where(other => !other.IsSame(run)).Take(Most - 1)];
            await cache.SetAsync(Key(nodes.Self), JsonSerializer.SerializeToUtf8Bytes(_runs), ForAnHour);
        }
        catch (ClusterUnavailableException)
        {
            // No work fails because it is not written down.
        }
        finally
        {
            _writing.Release();
        }
    }
}
