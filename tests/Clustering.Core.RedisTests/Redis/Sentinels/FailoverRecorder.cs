using System.Collections.Concurrent;
using Clustering.Redis.Internal;

namespace Clustering.Core.RedisTests.Redis.Sentinels;

/// <summary>Notes what it is told of failovers.</summary>
internal sealed class FailoverRecorder : IFailoverListener
{
    private readonly ConcurrentQueue<string> _calls = [];

    public IReadOnlyList<string> Calls => [.. _calls];

    public int Count(string call) => _calls.Count(made => made == call);

    public void FailoverBegan(string sign) => _calls.Enqueue("began");

    public void FailoverAborted() => _calls.Enqueue("aborted");

    public void PrimaryMoved() => _calls.Enqueue("moved");
}
