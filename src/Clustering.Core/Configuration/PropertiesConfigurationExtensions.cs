using Clustering.Configuration.Internal;

namespace Microsoft.Extensions.Configuration;

/// <summary>Adds <c>.properties</c> files, as Spring Boot has them, to a configuration.</summary>
public static class PropertiesConfigurationExtensions
{
    /// <summary>Adds a <c>.properties</c> file. What was added before loses to it; what is added after wins.</summary>
    /// <param name="builder">The configuration being built.</param>
    /// <param name="path">The file, relative to the builder's base path.</param>
    /// <param name="optional">Whether the file may be missing.</param>
    /// <param name="reloadOnChange">Whether it is read again when it changes.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <remarks>
    /// <para>
    /// The whole syntax is read: <c>#</c> and <c>!</c> comments, <c>=</c>, <c>:</c> or a blank between key and value, escapes and
    /// <c>\uXXXX</c>, continued lines, <c>key[]=a,b</c>, and documents separated by <c>#---</c>. The file is UTF-8, or ISO 8859-1 where it
    /// cannot be UTF-8. A repeated key is set by its last line. Blanks at the end of a value belong to it.
    /// </para>
    /// <para>
    /// <c>${name}</c> and <c>${name:default}</c> stand for a key of the same file, of what was added before, or for an environment variable.
    /// <c>\\${</c> is a dollar sign and a brace.
    /// </para>
    /// <para>
    /// A key's dots become colons, so <c>spring.redis.host</c> is also <c>configuration["spring:redis:host"]</c>; <c>nodes[0]</c> becomes
    /// <c>nodes:0</c>. Error messages of this library name file and line.
    /// </para>
    /// </remarks>
    /// <exception cref="FileNotFoundException">The file is missing and not <paramref name="optional"/>.</exception>
    /// <exception cref="InvalidDataException">
    /// The file cannot be read; the inner <see cref="FormatException"/> says in which line and why: a bad <c>\u</c>, a placeholder that
    /// nothing sets or that leads back to itself, a document for one Spring profile.
    /// </exception>
    public static IConfigurationBuilder AddPropertiesFile(
        this IConfigurationBuilder builder, string path, bool optional = false, bool reloadOnChange = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);

        var source = new PropertiesConfigurationSource { Path = path, Optional = optional, ReloadOnChange = reloadOnChange };
        source.ResolveFileProvider();
        return builder.Add(source);
    }
}
