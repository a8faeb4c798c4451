namespace Clustering.Sessions.Internal;

/// <summary>How <c>SessionOptions</c>, which existing apps set, and our own options go together.</summary>
internal static class SessionTimes
{
    /// <summary>The shorter of <c>SessionOptions.IOTimeout</c> and <c>Clustering:Sessions:Budget</c>.</summary>
    public static TimeSpan IoLimit(TimeSpan ioTimeout, TimeSpan budget) =>
        ioTimeout > TimeSpan.Zero && ioTimeout < budget ? ioTimeout : budget;
}
