namespace Clustering.Caches.Internal;

/// <summary>A book as it was loaded once.</summary>
/// <param name="value">The book.</param>
/// <param name="stamp">The region's stamp before the loader began.</param>
/// <param name="version">The region's version then.</param>
/// <param name="until">Until when it may be used without asking.</param>
internal sealed class StaticSnapshot<T>(T value, long stamp, long version, long until)
    where T : class
{
    private long _until = until;

    public T Value { get; } = value;

    public long Stamp { get; } = stamp;

    public long Version { get; } = version;

    /// <summary>Gets or sets until when it may be used without asking. Stays as it is from the moment of an invalidation.</summary>
    public long Until
    {
        get => Volatile.Read(ref _until);
        set => Volatile.Write(ref _until, value);
    }
}
