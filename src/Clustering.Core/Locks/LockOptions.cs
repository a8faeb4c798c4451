namespace Clustering.Locks;

/// <summary>How locks behave. Read from the configuration section <c>Clustering:Locks</c> when the app starts.</summary>
public sealed class LockOptions
{
    /// <summary>Gets or sets how long a lock outlives a process that dies without letting go.</summary>
    /// <value>1 second to 1 hour. The default is 30 seconds.</value>
    /// <remarks>A living process renews its locks, so this does not limit how long one may be held.</remarks>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how often a node renews the locks it holds, all of them together.</summary>
    /// <value>100 milliseconds to 20 minutes, and at most a third of <see cref="Lease"/>. The default is 10 seconds.</value>
    public TimeSpan RenewEvery { get; set; } = TimeSpan.FromSeconds(10);
}
