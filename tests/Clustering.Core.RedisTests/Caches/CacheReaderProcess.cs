using Clustering.Testing;

namespace Clustering.Core.RedisTests.Caches;

/// <summary>A process that reads the cache <c>books</c>, of which a file is the source.</summary>
internal sealed class CacheReaderProcess : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public CacheReaderProcess(IReadOnlyDictionary<string, string?> settings, string text)
    {
        Change(text);
        Node = new("cache", new Dictionary<string, string?>(settings) { ["File"] = _file });
    }

    /// <summary>Gets the process. It says what it has loaded, and then what it has read each time it is asked.</summary>
    public NodeProcess Node { get; }

    /// <summary>Changes what a load gives from now on.</summary>
    public void Change(string text) => File.WriteAllText(_file, text);

    public void Dispose()
    {
        Node.Dispose();
        File.Delete(_file);
    }
}
