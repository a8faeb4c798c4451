using BenchmarkDotNet.Attributes;
using Clustering.Sessions.Internal;

namespace Clustering.Benchmarks.Sessions;

/// <summary>What does remembering sessions cost, against a plain dictionary that never forgets?</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkDotNet.Configs.BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class SessionLocalCopiesBenchmarks
{
    private const int Sessions = 10_000;

    private readonly string[] _ids = [.. Enumerable.Range(0, Sessions).Select(static _ => SessionIds.NewName())];
    private readonly SessionSnapshot _snapshot = SessionSnapshot.Create("incarnation", "1-a", SessionSnapshot.NoEntries, null, null, []);
    private readonly SessionLocalCopies _copies = new(64L * 1024 * 1024, TimeProvider.System);
    private readonly Dictionary<string, SessionSnapshot> _dictionary = [];
    private readonly Lock _lock = new();
    private int _next;

    /// <summary>Remembers them all.</summary>
    [GlobalSetup]
    public void Remember()
    {
        foreach (var id in _ids)
        {
            _copies.Set(id, _snapshot, null, TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(19));
            _dictionary[id] = _snapshot;
        }
    }

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("Get")]
    public bool Get_Dictionary()
    {
        lock (_lock)
        {
            return _dictionary.TryGetValue(Next(), out _);
        }
    }

    [Benchmark]
    [BenchmarkCategory("Get")]
    public bool Get_Copies() => _copies.TryGet(Next(), out _);

    [Benchmark(Baseline = true)]
    [BenchmarkCategory("Set")]
    public void Set_Dictionary()
    {
        lock (_lock)
        {
            _dictionary[Next()] = _snapshot;
        }
    }

    [Benchmark]
    [BenchmarkCategory("Set")]
    public void Set_Copies() => _copies.Set(Next(), _snapshot, null, TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(19));

    private string Next() => _ids[_next++ % Sessions];
}
