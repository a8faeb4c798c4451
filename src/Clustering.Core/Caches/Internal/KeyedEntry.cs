using System.Diagnostics.CodeAnalysis;

namespace Clustering.Caches.Internal;

/// <summary>A key's place in a cache, from the moment before its value is loaded. An invalidation takes it out, so that a load finds that it was overtaken.</summary>
internal sealed class KeyedEntry<TKey, TValue>(TKey key, string text)
{
    private TValue? _value;
    private volatile bool _hasValue;
    private volatile bool _isUsed;

    public TKey Key { get; } = key;

    public string Text { get; } = text;

    /// <summary>Gets or sets the load that fills it.</summary>
    public Task<TValue>? Loading { get; set; }

    public bool TryGet([MaybeNullWhen(false)] out TValue value)
    {
        if (!_hasValue)
        {
            value = default;
            return false;
        }

        if (!_isUsed)
        {
            _isUsed = true; // Only once: to write for each read would make the processors wait for each other.
        }

        value = _value!;
        return true;
    }

    public void Fill(TValue value)
    {
        _value = value;
        _hasValue = true;
        Loading = null;
    }

    /// <summary>Says whether it may go to make room: it has a value, and was not read since this was last asked.</summary>
    public bool MayGo()
    {
        var wasUsed = _isUsed;
        _isUsed = false;
        return _hasValue && !wasUsed;
    }
}
