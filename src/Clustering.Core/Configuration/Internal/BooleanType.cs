using System.Diagnostics.CodeAnalysis;

namespace Clustering.Configuration.Internal;

/// <summary>Yes or no, in the words that Spring knows.</summary>
internal sealed class BooleanType : SettingType<bool>
{
    private BooleanType()
        : base("boolean")
    {
    }

    public static BooleanType Instance { get; } = new();

    public override string Allowed => "true or false (on/off, yes/no and 1/0 are read too)";

    protected override string Show(bool value) => value ? "true" : "false";

    protected override bool TryParse(string text, out bool value, [NotNullWhen(false)] out SettingComplaint? complaint)
    {
        bool? read = text.Trim().ToUpperInvariant() switch
        {
            "TRUE" or "ON" or "YES" or "1" => true,
            "FALSE" or "OFF" or "NO" or "0" => false,
            _ => null,
        };

        value = read ?? false;
        complaint = read is null ? new($"'{text}' is neither true nor false.") : null;
        return read is not null;
    }
}
