namespace Clustering.Caches.Internal;

// Loading: one at a time for each key. An entry is in the dictionary before its loader starts; if it is not there any more when the loader ends,
// somebody has invalidated it, and the value is not kept.
internal sealed partial class KeyedCache<TKey, TValue>
{
    private const int Attempts = 3;

    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stopped;

    // Text of each key in the dictionary. Under the region's lock, as is every change of the dictionary: an entry whose text is not here could not be invalidated.
    private readonly Dictionary<string, TKey> _keys = new(StringComparer.Ordinal);

    public void Dispose() => _stopping.Cancel();

    private Task<TValue> LoadAsync(TKey key, CancellationToken cancellationToken)
    {
        var text = _definition.KeyText(key);
        lock (_region.Lock)
        {
            if (!_entries.TryGetValue(key, out var entry))
            {
                entry = Add(key, text);
            }
            else if (entry.TryGet(out var value))
            {
                return Task.FromResult(value);
            }

            return entry.Loading!.WaitAsync(cancellationToken);
        }
    }

    private KeyedEntry<TKey, TValue> Add(TKey key, string text)
    {
        var entry = new KeyedEntry<TKey, TValue>(key, text);
        if (!_keys.TryAdd(entry.Text, key))
        {
            throw new InvalidOperationException($"Two different keys of the cache '{Name}' have the same text. Give {nameof(KeyedCacheOptions<int>.KeyText)} that tells them apart.");
        }

        _entries[key] = entry;

        // The load is everybody's: nothing of the request that happens to be first may reach the loader.
        using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        entry.Loading = Task.Run(() => LoadUntilTakenAsync(entry), CancellationToken.None);
        return entry;
    }

    private async Task<TValue> LoadUntilTakenAsync(KeyedEntry<TKey, TValue> entry)
    {
        for (var attempt = 1; ; attempt++)
        {
            var began = _clock.Time.GetTimestamp();
            TValue value;
            try
            {
                value = await _definition.Load(_services, entry.Key, _stopped).ConfigureAwait(false);
            }
            catch
            {
                _metrics.Loaded(_clock.Time.GetElapsedTime(began), "failed");
                lock (_region.Lock)
                {
                    if (IsIn(entry))
                    {
                        Remove(entry.Text);
                    }
                }

                throw;
            }

            Task<TValue>? other = null;
            lock (_region.Lock)
            {
                var isCurrent = IsIn(entry);
                _metrics.Loaded(_clock.Time.GetElapsedTime(began), isCurrent ? "taken" : "overtaken");
                if (isCurrent)
                {
                    entry.Fill(value);
                    MakeRoom();
                    return value;
                }

                if (attempt == Attempts)
                {
                    return value; // Current when its load began, which was after everybody who waits for it came. It is not kept.
                }

                if (_entries.TryGetValue(entry.Key, out var later))
                {
                    if (later.TryGet(out var present))
                    {
                        return present;
                    }

                    other = later.Loading;
                }
                else
                {
                    Put(entry);
                }
            }

            if (other is not null)
            {
                return await other.ConfigureAwait(false);
            }
        }
    }

    // As it was added, for another attempt.
    private void Put(KeyedEntry<TKey, TValue> entry)
    {
        _keys[entry.Text] = entry.Key;
        _entries[entry.Key] = entry;
    }

    private bool IsIn(KeyedEntry<TKey, TValue> entry) => _entries.TryGetValue(entry.Key, out var present) && ReferenceEquals(present, entry);

    private void Clear()
    {
        _entries.Clear();
        _keys.Clear();
    }

    private void Remove(string text)
    {
        if (_keys.Remove(text, out var key))
        {
            _entries.TryRemove(key, out _);
        }
    }

    // A tenth at once, so that the walk is paid by many loads. Those that were read lately stay; if all were, the second walk takes some all the same.
    private void MakeRoom()
    {
        for (var walk = 0; walk < 2 && _keys.Count > _definition.Capacity; walk++)
        {
            foreach (var (_, entry) in _entries)
            {
                if (_keys.Count <= _definition.Capacity - (_definition.Capacity / 10))
                {
                    return;
                }

                if (entry.MayGo())
                {
                    Remove(entry.Text);
                }
            }
        }
    }
}
