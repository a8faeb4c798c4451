using System.Text;

namespace Clustering.Configuration.Internal;

/// <summary>Puts values in place of <c>${name}</c> and <c>${name:default}</c>; both may contain more of them.</summary>
internal sealed class Placeholders(IReadOnlyDictionary<string, PropertiesEntry> entries, EarlierConfiguration earlier)
{
    // The keys being resolved right now, outermost first: meeting one again means going in a circle.
    private readonly List<string> _path = [];

    public string Resolve(string key, PropertiesEntry entry)
    {
        if (!entry.Value.Contains("${", StringComparison.Ordinal))
        {
            return entry.Value;
        }

        if (_path.Contains(key, StringComparer.OrdinalIgnoreCase))
        {
            throw new FormatException(
                $"Line {entry.Line}: the placeholders go in a circle: {string.Join(" -> ", _path.Append(key).Select(name => entries[name].Key))}.");
        }

        _path.Add(key);
        try
        {
            return Replace(entry.Value, entry);
        }
        finally
        {
            _path.RemoveAt(_path.Count - 1);
        }
    }

    private string Replace(string text, PropertiesEntry entry)
    {
        var result = new StringBuilder(text.Length);
        var position = 0;
        while (position < text.Length)
        {
            var start = text.IndexOf("${", position, StringComparison.Ordinal);
            if (start < 0)
            {
                break;
            }

            if (start > position && text[start - 1] == '\\')
            {
                result.Append(text, position, start - 1 - position).Append("${");
                position = start + 2;
                continue;
            }

            var end = EndOf(text, start, entry);
            result.Append(text, position, start - position).Append(Look(text[(start + 2)..end], entry));
            position = end + 1;
        }

        return result.Append(text, position, text.Length - position).ToString();
    }

    private static int EndOf(string text, int start, PropertiesEntry entry)
    {
        var depth = 0;
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] == '{')
            {
                depth++;
            }
            else if (text[i] == '}' && --depth == 0)
            {
                return i;
            }
        }

        throw new FormatException($"Line {entry.Line}: in '{entry.Key}', a placeholder that begins with '${{' has no '}}'.");
    }

    private string Look(string content, PropertiesEntry entry)
    {
        var (name, fallback) = Split(content);
        var resolved = Replace(name, entry).Trim();
        var key = PropertiesConfigurationProvider.KeyOf(resolved);
        if (entries.TryGetValue(key, out var other))
        {
            return Resolve(key, other);
        }

        return earlier.Find(resolved)
            ?? (fallback is null ? null : Replace(fallback, entry))
            ?? throw new FormatException(
                $"Line {entry.Line}: '{entry.Key}' needs '{resolved}', which is set neither in this file, nor in what was added before it, " +
                $"nor in the environment. Set it, or give a default: ${{{resolved}:default}}.");
    }

    // At the first colon that is not inside a placeholder within the name.
    private static (string Name, string? Fallback) Split(string content)
    {
        var depth = 0;
        for (var i = 0; i < content.Length; i++)
        {
            switch (content[i])
            {
                case '{':
                    depth++;
                    break;
                case '}':
                    depth--;
                    break;
                case ':' when depth == 0:
                    return (content[..i], content[(i + 1)..]);
            }
        }

        return (content, null);
    }
}
