using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Clustering.Configuration.Internal;

/// <summary>The keys of a <c>.properties</c> file, and the lines they stand in.</summary>
internal sealed class PropertiesConfigurationProvider(PropertiesConfigurationSource source, EarlierConfiguration earlier)
    : FileConfigurationProvider(source), IConfigurationOrigins
{
    private Dictionary<string, PropertiesEntry> _entries = [];

    public (string Written, string Origin)? OriginOf(string key) => _entries.TryGetValue(key, out var entry)
        ? (entry.Key, string.Create(CultureInfo.InvariantCulture, $"{Source.Path}, line {entry.Line}"))
        : null;

    public override void Load(Stream stream)
    {
        var entries = new Dictionary<string, PropertiesEntry>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in new PropertiesParser(PropertiesText.Read(stream)).Parse())
        {
            RefuseProfiles(entry);
            entries[KeyOf(entry.Key)] = entry;
        }

        var placeholders = new Placeholders(entries, earlier);
        var data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, entry) in entries)
        {
            data[key] = placeholders.Resolve(key, entry);
        }

        (Data, _entries) = (data, entries);
    }

    /// <summary><c>spring.redis.sentinel.nodes[0]</c> as .NET has it: <c>spring:redis:sentinel:nodes:0</c>. What is in brackets keeps its dots.</summary>
    internal static string KeyOf(string written)
    {
        var key = new char[written.Length];
        var length = 0;
        var inBrackets = false;
        foreach (var character in written)
        {
            switch (character)
            {
                case '[' when !inBrackets:
                    inBrackets = true;
                    key[length++] = ':';
                    break;
                case ']' when inBrackets:
                    inBrackets = false;
                    break;
                case '.' when !inBrackets:
                    key[length++] = ':';
                    break;
                default:
                    key[length++] = character;
                    break;
            }
        }

        return new string(key, 0, length);
    }

    // Read as if it were always on, a document for one profile would set what nobody asked for.
    private static void RefuseProfiles(PropertiesEntry entry)
    {
        if (entry.Key.StartsWith("spring.config.activate.", StringComparison.OrdinalIgnoreCase))
        {
            throw new FormatException(
                $"Line {entry.Line}: '{entry.Key}' makes a document depend on a profile, which is not supported. " +
                "Put the document in a file of its own and add that file where it applies, such as application.Production.properties.");
        }
    }
}
