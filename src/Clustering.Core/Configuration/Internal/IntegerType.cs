using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace Clustering.Configuration.Internal;

/// <summary>A whole number between two bounds, both allowed.</summary>
internal sealed class IntegerType<T>(T minimum, T maximum) : SettingType<T>("integer")
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    public T Minimum { get; } = minimum;

    public T Maximum { get; } = maximum;

    public override string Summary => Maximum == T.MaxValue ? Invariant($"{Name}, {Minimum} or more") : Invariant($"{Name}, {Minimum} to {Maximum}");

    public override string Allowed => Maximum == T.MaxValue
        ? Invariant($"a whole number, {Minimum} or more")
        : Invariant($"a whole number from {Minimum} to {Maximum}");

    protected override string Show(T value) => Invariant($"{value}");

    protected override SettingComplaint? Check(T value) => Complaint(BigInteger.CreateChecked(value), Show(value));

    protected override bool TryParse(string text, out T value, [NotNullWhen(false)] out SettingComplaint? complaint)
    {
        // BigInteger, so that a number too big for T is told to be too big, and not to be no number.
        value = default;
        if (!BigInteger.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            complaint = text.Contains("://", StringComparison.Ordinal)
                ? new(
                    $"'{text}' is not a whole number but an address.",
                    "Kubernetes sets such variables for a service of that name: set enableServiceLinks to false in the pod, or rename the service.")
                : new($"'{text}' is not a whole number.");
            return false;
        }

        complaint = Complaint(number, text);
        if (complaint is not null)
        {
            return false;
        }

        value = T.CreateChecked(number);
        return true;
    }

    private SettingComplaint? Complaint(BigInteger number, string text)
    {
        if (number < BigInteger.CreateChecked(Minimum))
        {
            return new(Invariant($"{text.Trim()} is less than {Minimum}."));
        }

        return number > BigInteger.CreateChecked(Maximum) ? new(Invariant($"{text.Trim()} is more than {Maximum}.")) : null;
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
