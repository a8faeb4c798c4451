using System.Runtime.CompilerServices;

namespace Clustering.Operations.Internal;

/// <summary>The bounds of <see cref="OperationHandlerOptions{T}"/>.</summary>
internal static class OperationHandlerRules
{
    public static void Check<T>(OperationHandlerOptions<T> options, string parameter)
    {
        Between(options.MaxAttempts, 1, 1_000, parameter);
        Between(options.MaxLostLeases, 1, 1_000, parameter);
        Between(options.Concurrency, 1, 1_000, parameter);
        Between(options.ClusterConcurrency ?? 1, 1, 100_000, parameter);
        Between(options.BackOff, TimeSpan.Zero, TimeSpan.FromDays(1), parameter);
        Between(options.MaxBackOff, TimeSpan.Zero, TimeSpan.FromDays(30), parameter);
        Between(options.Timeout ?? TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(7), parameter);
        if (options is { LatestOnly: true, OrderKey: null })
        {
            throw new ArgumentException("LatestOnly needs an OrderKey, which says what replaces what.", parameter);
        }
    }

    private static void Between<TValue>(
        TValue value, TValue least, TValue most, string parameter, [CallerArgumentExpression(nameof(value))] string name = "")
        where TValue : IComparable<TValue>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            throw new ArgumentException($"{name.Split(' ')[0]} is {value}; it must be from {least} to {most}.", parameter);
        }
    }
}
