using System.Diagnostics.CodeAnalysis;

namespace Clustering.Configuration.Internal;

/// <summary>One of a few names; case and dashes do not matter.</summary>
internal sealed class EnumType<T> : SettingType<T>
    where T : struct, Enum
{
    private static readonly T[] Values = Enum.GetValues<T>();

    public EnumType()
        : base("one of " + string.Join(", ", Enum.GetNames<T>().Select(name => $"`{name}`")))
    {
    }

    public override string Allowed => "one of " + string.Join(", ", Enum.GetNames<T>());

    public static IReadOnlyList<string> Names => Enum.GetNames<T>();

    // Enum.TryParse would read "7" as a value that does not exist.
    protected override bool TryParse(string text, out T value, [NotNullWhen(false)] out SettingComplaint? complaint)
    {
        var uniform = SettingPath.Uniform(text);
        foreach (var candidate in Values)
        {
            if (string.Equals(candidate.ToString(), uniform, StringComparison.OrdinalIgnoreCase))
            {
                value = candidate;
                complaint = null;
                return true;
            }
        }

        value = default;
        complaint = new($"'{text}' is not one of the values.");
        return false;
    }

    protected override SettingComplaint? Check(T value) => Enum.IsDefined(value) ? null : new($"'{value}' is not one of the values.");
}
