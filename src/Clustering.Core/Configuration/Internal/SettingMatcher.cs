using System.Globalization;

namespace Clustering.Configuration.Internal;

/// <summary>Recognises the settings of one schema in all their spellings.</summary>
internal sealed class SettingMatcher
{
    private static readonly KeyMatch Foreign = new KeyMatch.Foreign();

    private readonly SettingSchema _schema;
    private readonly Dictionary<string, Setting> _uniform = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Setting> _flat = new(StringComparer.Ordinal);
    private readonly List<NamedPath> _named = [];
    private readonly List<(Beginning Beginning, KeyMatch Match)> _beginnings = [];
    private readonly List<(Beginning Beginning, bool Shared)> _sections = [];

    public SettingMatcher(SettingSchema schema)
    {
        _schema = schema;
        foreach (var (setting, path) in schema.Settings.SelectMany(setting => setting.Paths.Select(path => (setting, path))))
        {
            if (setting.IsNamed)
            {
                _named.Add(new(path, setting.Type.IsList, (name, index) => new KeyMatch.Known(setting, index, name)));
                continue;
            }

            _uniform.Add(SettingPath.Uniform(path), setting);
            foreach (var flat in SettingPath.Flat(path))
            {
                _flat.TryAdd(flat, setting);
            }
        }

        _beginnings.AddRange(schema.Unsupported.Select(item => (new Beginning(item.Path), (KeyMatch)new KeyMatch.Unsupported(item))));
        foreach (var item in schema.WithoutEffect)
        {
            var match = new KeyMatch.WithoutEffect(item);
            if (NamedPath.Is(item.Path))
            {
                _named.Add(new(item.Path, isList: true, (_, _) => match));
            }
            else
            {
                _beginnings.Add((new(item.Path), match));
            }
        }

        _named.Sort(static (left, right) => right.Length.CompareTo(left.Length));
        _sections.AddRange(schema.Sections.Select(path => (new Beginning(path), false)));
        _sections.AddRange(schema.SharedSections.Select(path => (new Beginning(path), true)));
    }

    public KeyMatch Match(string key)
    {
        var uniform = SettingPath.Uniform(key);

        // Only a name without dots can come from the environment; there, an underscore stands for everything.
        var flat = key.Contains('.', StringComparison.Ordinal) || !key.Contains('_', StringComparison.Ordinal) ? null : SettingPath.FlatKey(key);

        if (Find(_uniform, uniform, '.') is { } known)
        {
            return known;
        }

        if (flat is not null && Find(_flat, flat, '_') is { } fromEnvironment)
        {
            return fromEnvironment;
        }

        if (_named.Select(path => path.Match(key, uniform, flat)).FirstOrDefault(match => match is not null) is { } named)
        {
            return named;
        }

        foreach (var (beginning, match) in _beginnings)
        {
            if (beginning.Covers(uniform, flat))
            {
                return match;
            }
        }

        foreach (var (beginning, shared) in _sections)
        {
            if (beginning.Covers(uniform, flat))
            {
                return Unknown(key, uniform, flat, shared);
            }
        }

        return Foreign;
    }

    private static KeyMatch.Known? Find(Dictionary<string, Setting> settings, string name, char separator)
    {
        if (settings.TryGetValue(name, out var setting))
        {
            return new(setting, Index: null);
        }

        var last = name.LastIndexOf(separator);
        return last > 0
            && int.TryParse(name.AsSpan(last + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && settings.TryGetValue(name[..last], out setting)
            && setting.Type.IsList
            ? new(setting, index)
            : null;
    }

    private KeyMatch Unknown(string key, string uniform, string? flat, bool shared)
    {
        var nearest = NearestName.Of(uniform, PathsFor(key), SettingPath.Uniform);
        if (nearest is null && flat is not null)
        {
            var dotted = flat.Replace('_', '.');
            nearest = NearestName.Of(dotted, PathsFor(dotted), SettingPath.Uniform);
        }

        return shared && nearest is null ? Foreign : new KeyMatch.Unknown(nearest);
    }

    // Where a path has a name in it, with the one that the key has there.
    private IEnumerable<string> PathsFor(string key)
    {
        var elements = SettingPath.Elements(key);
        foreach (var path in _schema.Settings.SelectMany(setting => setting.Paths))
        {
            var at = Array.IndexOf(SettingPath.Elements(path), SettingPath.Name);
            if (at < elements.Length)
            {
                yield return at < 0 ? path : path.Replace(SettingPath.Name, elements[at], StringComparison.Ordinal);
            }
        }
    }

    /// <summary>A path and all below it, in both forms.</summary>
    private sealed class Beginning(string path)
    {
        private readonly string _uniform = SettingPath.Uniform(path);
        private readonly string[] _flat = [.. SettingPath.Flat(path).Distinct()];

        public bool Covers(string uniform, string? flat) =>
            IsOrStarts(uniform, _uniform, '.') || (flat is not null && _flat.Any(start => IsOrStarts(flat, start, '_')));

        private static bool IsOrStarts(string text, string start, char separator) =>
            text.StartsWith(start, StringComparison.Ordinal) && (text.Length == start.Length || text[start.Length] == separator);
    }
}
