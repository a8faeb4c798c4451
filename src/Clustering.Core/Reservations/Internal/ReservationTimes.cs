using StackExchange.Redis;

namespace Clustering.Reservations.Internal;

/// <summary>How long what is written lives.</summary>
internal static class ReservationTimes
{
    /// <summary>How long it is remembered who let go, so that a call repeated after a lost answer gets the same one.</summary>
    public static readonly TimeSpan Tombstone = TimeSpan.FromSeconds(10);

    /// <summary>How long a holder can learn that he was forced out. People are slow: he may come back from lunch to save.</summary>
    public static readonly TimeSpan ForcedTombstone = TimeSpan.FromHours(1);

    /// <summary>How long the indexes remember a handle's reservation, whose life they do not see extended. See <see cref="HandlesListed"/>.</summary>
    public static readonly TimeSpan HandleRetention = TimeSpan.FromDays(1);

    /// <summary>How often a node lists anew what its handles hold.</summary>
    public static readonly TimeSpan HandlesListed = TimeSpan.FromHours(6);

    public static RedisValue Milliseconds(TimeSpan time) => (long)Math.Ceiling(time.TotalMilliseconds);
}
