using BenchmarkDotNet.Attributes;
using Clustering.Sessions.Internal;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Session;
using Microsoft.Extensions.DependencyInjection;

namespace Clustering.Benchmarks.Sessions;

/// <summary>What does a request's session cost in the process, without Redis? Against ASP.NET Core's own, over a cache in memory.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkDotNet.Configs.BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class SessionRequestBenchmarks
{
    private const int Keys = 16;

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan IoLimit = TimeSpan.FromSeconds(5);

    private readonly string _credential = SessionIds.NewCredential();
    private readonly byte[][] _values = [[1, 2, 3, 4], [5, 6, 7, 8]];
    private ServiceProvider _services = null!;
    private DistributedSessionStore _stock = null!;
    private ClusterSessionServices _ours = null!;
    private SessionBinding _binding = null!;
    private string _id = null!;
    private int _turn;

    /// <summary>Gets or sets what the session holds, spread over 16 keys.</summary>
    [Params(1024, 20 * 1024, 200 * 1024)]
    public int Bytes { get; set; }

    /// <summary>Fills a session of each kind.</summary>
    [GlobalSetup]
    public async Task FillAsync()
    {
        _services = InProcessServices.Create();
        _stock = InProcessServices.StockStore();
        _ours = _services.GetRequiredService<ClusterSessionServices>();
        _binding = new(static () => true, null, _services.GetRequiredService<SessionCookies>());
        _id = _ours.Ids.IdOf(_credential);
        foreach (var session in (ISession[])[Stock(), Ours()])
        {
            await session.LoadAsync();
            for (var i = 0; i < Keys; i++)
            {
                session.Set($"key{i}", new byte[Bytes / Keys]);
            }

            await session.CommitAsync();
        }
    }

    /// <summary>Forgets them.</summary>
    [GlobalCleanup]
    public void Forget() => _services.Dispose();

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("Read")]
    public Task<byte[]?> Read_Stock() => ReadAsync(Stock());

    [Benchmark]
    [BenchmarkCategory("Read")]
    public Task<byte[]?> Read_Ours() => ReadAsync(Ours());

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("Write")]
    public Task Write_Stock() => WriteAsync(Stock());

    [Benchmark]
    [BenchmarkCategory("Write")]
    public Task Write_Ours() => WriteAsync(Ours());

    private static async Task<byte[]?> ReadAsync(ISession session)
    {
        await session.LoadAsync();
        return session.Get("key0");
    }

    private async Task WriteAsync(ISession session)
    {
        await session.LoadAsync();
        session.Set("visits", _values[_turn ^= 1]);
        await session.CommitAsync();
    }

    private ISession Stock() =>
        _stock.Create(_credential, Idle, IoLimit, static () => true, isNewSessionKey: false);

    private ClusterSession Ours() => new ClusterSession(_ours, _credential, _id, isNew: false, Idle, IoLimit, _binding);
}
