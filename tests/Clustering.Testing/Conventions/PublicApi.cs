using System.Reflection;

namespace Clustering.Testing.Conventions;

/// <summary>An assembly's public API as text, beside the project file for people to review.</summary>
public static class PublicApi
{
    /// <summary>The environment variable that, set to <c>1</c>, lets the test write the file anew.</summary>
    public const string AcceptVariable = "CLUSTERING_ACCEPT_API";

    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Compares the assembly with the file; with <see cref="AcceptVariable"/> set, writes the file first.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="path">The reviewed file.</param>
    /// <returns>What differs and how to accept it; nothing if nothing does.</returns>
    public static IEnumerable<string> Compare(Assembly assembly, string path)
    {
        var present = Describe(assembly);
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
        {
            File.WriteAllText(path, string.Join('\n', present) + "\n");
        }

        string[] reviewed = File.Exists(path) ? File.ReadAllLines(path) : [];
        if (reviewed.SequenceEqual(present))
        {
            return [];
        }

        var (before, after) = (Context(reviewed), Context(present));
        return
        [
            $"The public API of {assembly.GetName().Name} is not what {path} says:",
            .. before.Except(after).Select(line => $"- {line}"),
            .. after.Except(before).Select(line => $"+ {line}"),
            $"If that is wanted, run the test once with {AcceptVariable}=1 and commit the file.",
        ];
    }

    /// <summary>Describes all that users can see, in order: a line for each type, an indented one for each member.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <returns>The lines.</returns>
    public static IReadOnlyList<string> Describe(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return [.. assembly.GetExportedTypes()
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .SelectMany(type => Members(type).Order(StringComparer.Ordinal).Select(member => "  " + member).Prepend(Header(type)))];
    }

    // A member with its type, so that a difference says where it is.
    private static List<string> Context(IEnumerable<string> lines)
    {
        var type = "";
        var found = new List<string>();
        foreach (var line in lines)
        {
            var isMember = line.StartsWith(' ');
            type = isMember ? type : line;
            found.Add(isMember ? $"{type.Split(" : ")[0]}:{line}" : line);
        }

        return found;
    }

    private static string Header(Type type)
    {
        var kind = type.IsInterface ? "interface"
            : type.IsEnum ? "enum"
            : type.IsValueType ? "struct"
            : type.IsAbstract && type.IsSealed ? "static class"
            : type.IsSealed ? "sealed class"
            : type.IsAbstract ? "abstract class" : "class";
        var interfaces = type.IsEnum ? [] : type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []).Select(face => ApiNames.Of(face));
        string[] parents =
        [
            .. type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum) ? [ApiNames.Of(parent)] : Array.Empty<string>(),
            .. interfaces.Order(StringComparer.Ordinal),
        ];
        return $"{kind} {type.Namespace}.{ApiNames.Of(type)}{(parents.Length == 0 ? "" : " : " + string.Join(", ", parents))}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => $"{field.Name} = {field.GetRawConstantValue()}");
        }

        var isRecord = type.GetMethod("<Clone>$") is not null;
        return
        [
            .. type.GetConstructors(Declared).Select(constructor => $"new({Parameters(constructor)})"),
            .. type.GetFields(Declared).Select(field => field.IsLiteral
                ? $"const {ApiNames.Of(field.FieldType)} {field.Name} = \"{field.GetRawConstantValue()}\""
                : $"{ApiNames.OfField(field)} {field.Name}"),
            .. type.GetProperties(Declared).Select(Property),
            .. type.GetEvents(Declared).Select(happening => $"event {ApiNames.Of(happening.EventHandlerType!)} {happening.Name}"),
            .. type.GetMethods(Declared).Where(method => !method.IsSpecialName && !(isRecord && IsOfRecords(method))).Select(Method),
        ];
    }

    // What the compiler adds to every record says nothing.
    private static bool IsOfRecords(MethodInfo method) =>
        method.Name is "<Clone>$" or "Deconstruct" or nameof(Equals) or nameof(GetHashCode) or nameof(ToString);

    private static string Property(PropertyInfo property)
    {
        var isInit = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Any(type => type.Name == "IsExternalInit") == true;
        var set = property.SetMethod is not { IsPublic: true } ? "" : isInit ? "init; " : "set; ";
        return $"{Static(property.GetMethod!)}{ApiNames.OfProperty(property)} {property.Name} {{ get; {set}}}";
    }

    private static string Method(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";
        return $"{Static(method)}{ApiNames.OfParameter(method.ReturnParameter)} {method.Name}{generic}({Parameters(method)})";
    }

    private static string Static(MethodInfo method) => method.IsStatic && !method.DeclaringType!.IsAbstract ? "static " : "";

    private static string Parameters(MethodBase method)
    {
        var isExtension = method.IsDefined(typeof(System.Runtime.CompilerServices.ExtensionAttribute), false);
        return string.Join(", ", method.GetParameters().Select(parameter =>
            $"{(isExtension && parameter.Position == 0 ? "this " : "")}{(parameter.IsDefined(typeof(ParamArrayAttribute), false) ? "params " : "")}" +
            $"{ApiNames.OfParameter(parameter)} {parameter.Name}{Default(parameter)}"));
    }

    private static string Default(ParameterInfo parameter) => !parameter.HasDefaultValue ? ""
        : parameter.DefaultValue switch
        {
            null => parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null ? " = default" : " = null",
            string text => $" = \"{text}\"",
            bool truth => truth ? " = true" : " = false",
            var value => $" = {value}",
        };
}
