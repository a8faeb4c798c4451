using System.Reflection;

namespace Clustering.Testing.Conventions;

/// <summary>Types as C# writes them, with the question marks of nullable references.</summary>
internal static class ApiNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    // One for each member: the context is not for several threads.
    public static string OfParameter(ParameterInfo parameter) => Of(new NullabilityInfoContext().Create(parameter));

    public static string OfProperty(PropertyInfo property) => Of(new NullabilityInfoContext().Create(property));

    public static string OfField(FieldInfo field) => Of(new NullabilityInfoContext().Create(field));

    public static string Of(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return Of(inner) + "?";
        }

        if (type.IsArray)
        {
            return Of(type.GetElementType()!) + "[]";
        }

        return type.IsGenericType
            ? $"{Bare(type)}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>"
            : Keywords.GetValueOrDefault(type, type.IsNested && !type.IsGenericParameter ? $"{Of(type.DeclaringType!)}.{type.Name}" : type.Name);
    }

    private static string Of(NullabilityInfo info)
    {
        if (Nullable.GetUnderlyingType(info.Type) is { } inner)
        {
            return Of(inner) + "?";
        }

        var mark = !info.Type.IsValueType && info.ReadState == NullabilityState.Nullable ? "?" : "";
        return info.ElementType is { } element ? Of(element) + "[]" + mark
            : info.GenericTypeArguments.Length > 0 ? $"{Bare(info.Type)}<{string.Join(", ", info.GenericTypeArguments.Select(Of))}>{mark}"
            : Of(info.Type) + mark;
    }

    private static string Bare(Type type) => type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)];
}
