using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Clustering.Sessions.Internal;

/// <summary>Cookies opened within the last minutes, with what was in them: opening one costs more than all the rest of an untouched request.</summary>
/// <remarks>Two generations, the older thrown away once the younger is full or old: bounded in number and in age.</remarks>
internal sealed class RecentCookies
{
    private const int Most = 5_000;
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(2);

    private ConcurrentDictionary<string, SessionCredential> _young = new();
    private ConcurrentDictionary<string, SessionCredential> _old = new();
    private int _count;
    private long _turn = Environment.TickCount64;

    public bool TryGet(string text, [NotNullWhen(true)] out SessionCredential? credential)
    {
        Turn();
        return _young.TryGetValue(text, out credential) || _old.TryGetValue(text, out credential);
    }

    public void Add(string text, SessionCredential credential)
    {
        if (_young.TryAdd(text, credential))
        {
            Interlocked.Increment(ref _count);
        }
    }

    private void Turn()
    {
        var turn = Volatile.Read(ref _turn);
        var now = Environment.TickCount64;
        if ((Volatile.Read(ref _count) > Most || now - turn > Age.TotalMilliseconds)
            && Interlocked.CompareExchange(ref _turn, now, turn) == turn)
        {
            _old = _young;
            _young = new();
            Volatile.Write(ref _count, 0);
        }
    }
}
