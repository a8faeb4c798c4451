using Clustering.Internal;

namespace Clustering.Operations.Internal;

/// <summary>What may be a name or a key: short, and without what would break a line of an envelope or a route.</summary>
internal static class OperationNames
{
    private const int MostNameBytes = 256;
    private const int MostKeyBytes = 512;
    private const int MostTextBytes = 2_048;

    public static void Check(string name, string parameter) => TextBounds.CheckName(name, MostNameBytes, parameter);

    /// <summary>A handler's name stands in keys and in routes.</summary>
    public static void CheckHandler(string name, string parameter)
    {
        Check(name, parameter);
        if (name.AsSpan().ContainsAny(" {}"))
        {
            throw new ArgumentException("It has a space or a brace.", parameter);
        }
    }

    public static void CheckKey(string key, string parameter) => TextBounds.CheckLine(key, MostKeyBytes, parameter);

    public static void CheckText(string text, string parameter) => TextBounds.CheckText(text, MostTextBytes, parameter);
}
