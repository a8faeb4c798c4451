using System.Globalization;

namespace Clustering.Configuration.Internal;

/// <summary>Recognises the settings of one schema in all their spellings.</summary>
internal sealed class SettingMatcher
{
    private static readonly KeyMatch Foreign = new KeyMatch.Foreign();
    private static readonly KeyMatch WithoutEffect = new KeyMatch.WithoutEffect();

    private readonly SettingSchema _schema;
    private readonly Dictionary<string, Setting> _uniform = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Setting> _flat = new(StringComparer.Ordinal);
    private readonly List<(Beginning Beginning, KeyMatch Match)> _beginnings = [];
    private readonly List<(Beginning Beginning, bool Shared)> _sections = [];

    public SettingMatcher(SettingSchema schema)
    {
        _schema = schema;
        foreach (var (setting, path) in schema.Settings.SelectMany(setting => setting.Paths.Select(path => (setting, path))))
        {
            _uniform.Add(SettingPath.Uniform(path), setting);
            foreach (var flat in SettingPath.Flat(path))
            {
                _flat.TryAdd(flat, setting);
            }
        }

        _beginnings.AddRange(schema.Unsupported.Select(item => (new Beginning(item.Path), (KeyMatch)new KeyMatch.Unsupported(item))));
        _beginnings.AddRange(schema.WithoutEffect.Select(path => (new Beginning(path), WithoutEffect)));
        _beginnings.AddRange(schema.Reserved.Select(path => (new Beginning(path), Foreign)));
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
                return Unknown(uniform, flat, shared);
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

    private KeyMatch Unknown(string uniform, string? flat, bool shared)
    {
        var paths = _schema.Settings.SelectMany(setting => setting.Paths).ToList();
        var nearest = NearestName.Of(uniform, paths, SettingPath.Uniform);
        if (nearest is null && flat is not null)
        {
            nearest = NearestName.Of(flat.Replace('_', '.'), paths, SettingPath.Uniform);
        }

        return shared && nearest is null ? Foreign : new KeyMatch.Unknown(nearest);
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
