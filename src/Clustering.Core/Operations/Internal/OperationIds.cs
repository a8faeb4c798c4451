using System.Security.Cryptography;

namespace Clustering.Operations.Internal;

/// <summary>Names operations: short, for they stand in many places, and unlike any other in the cluster.</summary>
internal sealed class OperationIds
{
    private const string Digits = "0123456789abcdefghijklmnopqrstuv";

    // 60 random bits for each process.
    private readonly string _prefix = RandomNumberGenerator.GetString(Digits, 12) + "-";
    private long _last;

    public string Next()
    {
        Span<char> digits = stackalloc char[13];
        var at = digits.Length;
        for (var number = Interlocked.Increment(ref _last); number > 0; number >>= 5)
        {
            digits[--at] = Digits[(int)(number & 31)];
        }

        return string.Concat(_prefix, digits[at..]);
    }
}
