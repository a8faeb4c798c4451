using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Clustering.Locks.Internal;

/// <summary>What <c>lock-turn.lua</c> tells a node: an owner of its own got a lock, or was forced out of one.</summary>
/// <param name="Owner">Whom it is about.</param>
/// <param name="Fence">The fence, where the lock was granted; otherwise 0.</param>
/// <param name="Key">The lock's key, where it was granted; otherwise ''.</param>
/// <param name="By">Who forced it out; <see langword="null"/> where the lock was granted.</param>
/// <param name="Why">Why.</param>
internal sealed record LockMessage(string Owner, long Fence, string Key, string? By, string? Why)
{
    public const string Topic = "lock";

    public static bool TryRead(ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out LockMessage? message)
    {
        message = Encoding.UTF8.GetString(payload.Span).Split('\n', 4) switch
        {
            ["granted", var owner, var fence, var key] when long.TryParse(fence, NumberStyles.None, CultureInfo.InvariantCulture, out var number) =>
                new(owner, number, key, null, null),
            ["forced", var owner, var by, var why] => new(owner, 0, "", by, why),
            _ => null,
        };
        return message is not null;
    }
}
