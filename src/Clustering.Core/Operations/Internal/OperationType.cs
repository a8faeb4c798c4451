using System.Reflection;

namespace Clustering.Operations.Internal;

/// <summary>How a type of operations is called in Redis, and which version of it this code knows.</summary>
internal static class OperationType<T>
{
    public static string Name { get; } = Checked(Attribute?.Name ?? typeof(T).FullName ?? typeof(T).Name);

    public static int Version { get; } = Attribute?.Version ?? 1;

    private static OperationAttribute? Attribute => typeof(T).GetCustomAttribute<OperationAttribute>();

    private static string Checked(string name)
    {
        OperationNames.CheckHandler(name.Replace(' ', '_'), nameof(name));
        return Version is >= 0 and <= 9_999
            ? name.Replace(' ', '_')
            : throw new ArgumentException($"The version of {typeof(T)} is {Version}; it must be from 0 to 9999.", nameof(name));
    }
}
