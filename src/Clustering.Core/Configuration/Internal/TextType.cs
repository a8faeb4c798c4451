using System.Diagnostics.CodeAnalysis;

namespace Clustering.Configuration.Internal;

/// <summary>Text, with a rule if need be.</summary>
/// <param name="allowed">What may be written, to follow "Write".</param>
/// <param name="rule">Says what is wrong, or nothing.</param>
/// <param name="secret">Whether nobody should read it. A secret is taken as it is; other text loses the blanks around it.</param>
internal sealed class TextType(string allowed, Func<string, SettingComplaint?>? rule = null, bool secret = false)
    : SettingType<string>(secret ? "text, secret" : "text")
{
    public static TextType Any { get; } = new("any text");

    public static TextType Secret { get; } = new("any text", secret: true);

    public override string Allowed => allowed;

    public override bool IsSecret => secret;

    public static TextType Between(int minimum, int maximum) => new(
        $"a text of {minimum} to {maximum} characters",
        text => text.Length < minimum || text.Length > maximum
            ? new($"It has {text.Length} characters.")
            : text.Any(char.IsControl) ? new("It contains a control character.") : null);

    protected override string Show(string value) => Mask(value);

    protected override SettingComplaint? Check(string value) => rule?.Invoke(value);

    protected override bool TryParse(
        string text, [NotNullWhen(true)] out string? value, [NotNullWhen(false)] out SettingComplaint? complaint)
    {
        value = secret ? text : text.Trim();
        complaint = null;
        return true;
    }
}
