using System.Globalization;

namespace Clustering.Diagnosis.Internal.Probes;

/// <summary>One reply of a server.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text; '' for a list and for nothing.</param>
/// <param name="Items">What is in a list.</param>
internal sealed record RespReply(RespKind Kind, string Text, IReadOnlyList<RespReply> Items)
{
    public static RespReply Null { get; } = new(RespKind.Null, "", []);

    public bool IsError => Kind == RespKind.Error;

    /// <summary>Gets what kind of refusal it is: the first word, as <c>NOAUTH</c>; '' if it is none.</summary>
    public string Code => IsError ? Text.Split(' ', 2)[0] : "";

    public bool IsUnknownCommand => IsError && Text.Contains("unknown command", StringComparison.OrdinalIgnoreCase);

    public static RespReply Of(RespKind kind, string text) => new(kind, text, []);

    public static RespReply List(IReadOnlyList<RespReply> items) => new(RespKind.List, "", items);

    /// <summary>The number that it says, or that its text says.</summary>
    public long ToNumber() => long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new RespProtocolException($"'{Text}' where a number belongs");

    /// <summary>The text at a place of the list; '' where there is none.</summary>
    public string At(int index) => index < Items.Count ? Items[index].Text : "";

    /// <summary>A list of name, value, name, value.</summary>
    public Dictionary<string, string> ToMap()
    {
        var map = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i + 1 < Items.Count; i += 2)
        {
            map[Items[i].Text] = Items[i + 1].Text;
        }

        return map;
    }
}
