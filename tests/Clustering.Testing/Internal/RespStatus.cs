namespace Clustering.Testing.Internal;

/// <summary>A reply such as <c>+OK</c>, which is written otherwise than text.</summary>
internal sealed record RespStatus(string Text)
{
    public static readonly RespStatus Ok = new("OK");
}
