using System.Reflection;

namespace Clustering.Testing.Conventions;

/// <summary>The house rules that types and members can be asked about. Each answers with what breaks it.</summary>
public static class TypeConventions
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>What lies in a folder named Internal is not public.</summary>
    /// <param name="assembly">Whose types.</param>
    /// <returns>The types that break it.</returns>
    public static IEnumerable<string> VisibleInternals(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return assembly.GetExportedTypes().Where(type => IsInternal(type.Namespace)).Select(type => type.FullName!);
    }

    /// <summary>What is not public lies in a folder named Internal.</summary>
    /// <param name="assembly">Whose types.</param>
    /// <returns>The types that break it.</returns>
    public static IEnumerable<string> InternalsElsewhere(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return assembly.GetTypes()
            .Where(type => !type.IsNested && !type.IsPublic && !IsGenerated(type) && !IsInternal(type.Namespace))
            .Select(type => type.FullName!);
    }

    /// <summary>Public classes are not made to be derived from; exceptions are.</summary>
    /// <param name="assembly">Whose types.</param>
    /// <returns>The types that break it.</returns>
    public static IEnumerable<string> OpenClasses(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return assembly.GetExportedTypes()
            .Where(type => type.IsClass && !type.IsSealed && !typeof(Exception).IsAssignableFrom(type))
            .Select(type => type.FullName!);
    }

    /// <summary>
    /// A public method that returns a task takes a <c>cancellationToken</c> last, with a default; one of an interface always, one of a class
    /// where it takes one at all.
    /// </summary>
    /// <param name="assembly">Whose types.</param>
    /// <returns>The methods that break it.</returns>
    public static IEnumerable<string> MisplacedTokens(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return from type in assembly.GetExportedTypes()
               from method in type.GetMethods(Declared)
               where IsTask(method.ReturnType)
               let tokens = method.GetParameters().Where(parameter => parameter.ParameterType == typeof(CancellationToken)).ToArray()
               where tokens.Length == 0 ? type.IsInterface : !IsLastWithDefault(method, tokens)
               select $"{type.FullName}.{method.Name}";
    }

    private static bool IsLastWithDefault(MethodInfo method, ParameterInfo[] tokens) => tokens is
        [{ Name: "cancellationToken", HasDefaultValue: true } only] && only.Position == method.GetParameters().Length - 1;

    private static bool IsTask(Type type) =>
        type == typeof(Task) || type == typeof(ValueTask)
        || (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>)));

    private static bool IsInternal(string? space) => space is not null && (space.EndsWith(".Internal", StringComparison.Ordinal)
        || space.Contains(".Internal.", StringComparison.Ordinal));

    private static bool IsGenerated(Type type) => type.Namespace?.StartsWith("Clustering", StringComparison.Ordinal) != true || type.Name.Contains('<', StringComparison.Ordinal);
}
