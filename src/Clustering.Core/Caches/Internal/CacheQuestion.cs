namespace Clustering.Caches.Internal;

/// <summary>A question to several nodes, and what they have answered so far.</summary>
internal sealed class CacheQuestion(IEnumerable<string> nodes)
{
    private readonly HashSet<string> _missing = [.. nodes];
    private readonly Dictionary<string, string> _answers = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task AllAnswered => _all.Task;

    public IReadOnlyDictionary<string, string> Answers
    {
        get
        {
            lock (_missing)
            {
                return new Dictionary<string, string>(_answers, StringComparer.Ordinal);
            }
        }
    }

    public void Answered(string node, string answer)
    {
        lock (_missing)
        {
            if (_missing.Remove(node))
            {
                _answers[node] = answer;
                if (_missing.Count == 0)
                {
                    _all.TrySetResult();
                }
            }
        }
    }
}
