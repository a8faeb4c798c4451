namespace Clustering.Caches.Internal;

/// <summary>Collects the tokens of what is invalidated in the course of a request, an operation or the like, and of what it was told by others.</summary>
/// <remarks>
/// Whoever runs the app's code begins a scope before it and looks into it afterwards: <see cref="Begin"/> makes it the present one for everything that is called
/// from there, on whichever thread. Whoever goes on elsewhere takes <see cref="Tokens"/> along and lets <see cref="CacheTokenWaiter"/> wait for them there.
/// </remarks>
internal sealed class CacheTokenScope
{
    private static readonly AsyncLocal<CacheTokenScope?> Ambient = new();

    // Most scopes never get any, so none has a lock of its own; that of all is held for moments.
    private Dictionary<string, long>? _versions;

    /// <summary>Gets the scope of the code that runs here, if there is one.</summary>
    public static CacheTokenScope? Current => Ambient.Value;

    /// <summary>Gets the newest token of each region.</summary>
    public IReadOnlyList<CacheToken> Tokens
    {
        get
        {
            lock (Ambient)
            {
                return _versions is null ? [] : [.. _versions.Select(static pair => new CacheToken(pair.Key, pair.Value))];
            }
        }
    }

    /// <summary>Gets a value indicating whether any token was collected.</summary>
    public bool IsEmpty => Volatile.Read(ref _versions) is null;

    /// <summary>Begins a scope, for whatever the caller calls from now on until it returns.</summary>
    public static CacheTokenScope Begin() => Ambient.Value = new();

    public void Add(IEnumerable<CacheToken> tokens)
    {
        lock (Ambient)
        {
            var versions = _versions ?? new(StringComparer.Ordinal);
            foreach (var token in tokens)
            {
                versions[token.Region] = Math.Max(token.Version, versions.GetValueOrDefault(token.Region));
            }

            Volatile.Write(ref _versions, versions.Count > 0 ? versions : null);
        }
    }
}
