using System.Text;

namespace Clustering.Locks.Internal;

/// <summary>What may be the name of something: short enough for a key, and without what would break a line.</summary>
internal static class LockNames
{
    private const int MostBytes = 512;
    private const int MostReasonBytes = 2048;

    public static void Check(string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        if (Encoding.UTF8.GetByteCount(name) is > MostBytes and var bytes)
        {
            throw new ArgumentException($"It has {bytes} bytes in UTF-8; at most {MostBytes} are allowed.", parameter);
        }

        if (name.Any(char.IsControl))
        {
            throw new ArgumentException("It has a control character, such as a line break.", parameter);
        }
    }

    public static void CheckReason(string reason, string parameter)
    {
        ArgumentNullException.ThrowIfNull(reason, parameter);
        if (Encoding.UTF8.GetByteCount(reason) is > MostReasonBytes and var bytes)
        {
            throw new ArgumentException($"It has {bytes} bytes in UTF-8; at most {MostReasonBytes} are allowed.", parameter);
        }
    }

    public static void CheckWait(TimeSpan wait, string parameter)
    {
        if (wait < TimeSpan.Zero && wait != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(parameter, wait, "It is negative. Give zero or more, or Timeout.InfiniteTimeSpan to wait without end.");
        }
    }
}
