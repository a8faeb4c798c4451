using Clustering.Internal;

namespace Clustering.Locks.Internal;

/// <summary>What callers may give: both twins ask here.</summary>
internal static class LockNames
{
    private const int MostBytes = 512;
    private const int MostReasonBytes = 2048;

    public static void Check(string name, string parameter) => TextBounds.CheckName(name, MostBytes, parameter);

    public static void CheckReason(string reason, string parameter) => TextBounds.CheckText(reason, MostReasonBytes, parameter);

    public static void CheckWait(TimeSpan wait, string parameter)
    {
        if (wait < TimeSpan.Zero && wait != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(parameter, wait, "It is negative. Give zero or more, or Timeout.InfiniteTimeSpan to wait without end.");
        }
    }
}
