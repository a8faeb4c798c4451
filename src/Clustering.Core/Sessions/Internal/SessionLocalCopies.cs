using System.Diagnostics.CodeAnalysis;

namespace Clustering.Sessions.Internal;

/// <summary>What this node remembers of sessions: their last state, and when they next need a touch. Bounded; the longest unused go first.</summary>
/// <remarks>
/// A remembered state is never used unasked: each load sends its tag, and the server says whether it is still right. So a copy saves
/// bytes, not freshness.
/// </remarks>
internal sealed class SessionLocalCopies(long maxBytes, TimeProvider time)
{
    // A copy without values: the node in the list, the key, the times.
    private const int Overhead = 250;

    // Without copies of values the touch times are still worth remembering.
    private const long LeastBytes = 4 * 1024 * 1024;

    private readonly bool _keepsValues = maxBytes > 0;
    private readonly long _maxBytes = Math.Max(maxBytes, LeastBytes);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Copy>> _copies = [];
    private readonly LinkedList<Copy> _order = new();
    private long _bytes;

    /// <summary>Gets about how much memory is taken.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    public bool TryGet(string id, [NotNullWhen(true)] out Copy? copy)
    {
        lock (_lock)
        {
            if (!_copies.TryGetValue(id, out var node))
            {
                copy = null;
                return false;
            }

            _order.Remove(node);
            _order.AddFirst(node);
            copy = node.Value;
            return true;
        }
    }

    /// <summary>Remembers a session.</summary>
    /// <param name="id">The session's id.</param>
    /// <param name="snapshot">Its state, or <see langword="null"/> to keep the one remembered.</param>
    /// <param name="user">Its user, if it has one.</param>
    /// <param name="remaining">How long it lives unless it is used.</param>
    /// <param name="touchBelow">A touch is due once it lives no longer than this.</param>
    public void Set(string id, SessionSnapshot? snapshot, string? user, TimeSpan remaining, TimeSpan touchBelow)
    {
        var due = time.GetTimestamp() + (long)((remaining - touchBelow).TotalSeconds * time.TimestampFrequency);
        lock (_lock)
        {
            if (_copies.Remove(id, out var former))
            {
                _order.Remove(former);
                _bytes -= former.Value.Bytes;
                snapshot ??= former.Value.Snapshot;
            }

            var kept = _keepsValues && snapshot?.Bytes <= _maxBytes / 4 ? snapshot : null;
            var copy = new Copy(id, kept, user, due, Overhead + (kept?.Bytes ?? 0));
            _copies[id] = _order.AddFirst(copy);
            _bytes += copy.Bytes;
            while (_bytes > _maxBytes && _order.Last is { } last)
            {
                Drop(last);
            }
        }
    }

    public void Remove(string id)
    {
        lock (_lock)
        {
            if (_copies.TryGetValue(id, out var node))
            {
                Drop(node);
            }
        }
    }

    public bool IsTouchDue(Copy copy) => time.GetTimestamp() >= copy.TouchDue;

    private void Drop(LinkedListNode<Copy> node)
    {
        _order.Remove(node);
        _copies.Remove(node.Value.Id);
        _bytes -= node.Value.Bytes;
    }

    /// <summary>What is remembered of one session.</summary>
    internal sealed record Copy(string Id, SessionSnapshot? Snapshot, string? User, long TouchDue, int Bytes);
}
