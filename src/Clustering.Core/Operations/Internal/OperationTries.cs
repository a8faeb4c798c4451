using System.Globalization;

namespace Clustering.Operations.Internal;

/// <summary>What is noted of an operation that did not succeed at once: failed attempts, space, lost leases.</summary>
internal static class OperationTries
{
    public static (int Failed, int Lost) Parse(string? text) =>
        text?.Split(' ') is [var failed, var lost]
            ? (int.Parse(failed, CultureInfo.InvariantCulture), int.Parse(lost, CultureInfo.InvariantCulture))
            : (0, 0);
}
