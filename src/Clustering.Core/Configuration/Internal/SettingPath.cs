using System.Text;

namespace Clustering.Configuration.Internal;

/// <summary>The spellings of a setting's name.</summary>
/// <remarks>
/// As Spring compares names: element by element, letters and digits only, in any case. <c>connect-timeout</c>, <c>connectTimeout</c>,
/// <c>connect_timeout</c> and <c>CONNECTTIMEOUT</c> are one name. Elements end at <c>.</c>, <c>:</c> or a bracket.
/// </remarks>
internal static class SettingPath
{
    /// <summary>Stands in a declared path for a name that the user makes up: <c>spring.ssl.bundle.pem.&lt;name&gt;.protocol</c>.</summary>
    public const string Name = "<name>";

    private static readonly char[] Separators = ['.', ':', '[', ']'];

    /// <summary>The path as it is compared: <c>spring.redis.connecttimeout</c>.</summary>
    public static string Uniform(string path) => string.Join('.', Elements(path).Select(UniformElement));

    public static string[] Elements(string path) =>
        path.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>
    /// The path as an environment variable, in lower case: dots become underscores, and dashes (or humps) go; or, in the older form,
    /// become underscores too.
    /// </summary>
    public static IEnumerable<string> Flat(string path)
    {
        var elements = Elements(path);
        yield return string.Join('_', elements.Select(UniformElement));
        yield return string.Join('_', elements.Select(Underscored));
    }

    /// <summary>
    /// A configuration key in the same form. <c>SPRING__REDIS__SENTINEL_NODES</c> arrives as <c>SPRING:REDIS:SENTINEL_NODES</c> from the
    /// environment, and as it is from anywhere else.
    /// </summary>
    public static string FlatKey(string key) => key.Replace(':', '_').Replace("__", "_", StringComparison.Ordinal).ToLowerInvariant();

    private static string UniformElement(string element)
    {
        var uniform = new StringBuilder(element.Length);
        foreach (var character in element)
        {
            if (char.IsAsciiLetterOrDigit(character))
            {
                uniform.Append(char.ToLowerInvariant(character));
            }
        }

        return uniform.ToString();
    }

    private static string Underscored(string element)
    {
        var underscored = new StringBuilder(element.Length + 4);
        for (var i = 0; i < element.Length; i++)
        {
            var character = element[i];
            if (character == '-')
            {
                underscored.Append('_');
                continue;
            }

            if (i > 0 && char.IsAsciiLetterUpper(character) && !char.IsAsciiLetterUpper(element[i - 1]))
            {
                underscored.Append('_');
            }

            underscored.Append(char.ToLowerInvariant(character));
        }

        return underscored.ToString();
    }
}
