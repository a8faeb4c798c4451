using System.Globalization;

namespace Clustering.Configuration.Internal;

/// <summary>A declared path with a name in it that the user makes up, and what a key is that has this shape.</summary>
internal sealed class NamedPath
{
    private readonly string _section;
    private readonly Func<SettingName, int?, KeyMatch> _match;
    private readonly bool _isList;
    private readonly int _elementsBefore;
    private readonly int _elementsAfter;
    private readonly Shape _uniform;
    private readonly Shape[] _flat;

    /// <param name="path">The path, with <see cref="SettingPath.Name"/> in it.</param>
    /// <param name="isList">Whether a number may follow.</param>
    /// <param name="match">What a key is, given the name in it and the number after it.</param>
    public NamedPath(string path, bool isList, Func<SettingName, int?, KeyMatch> match)
    {
        var parts = path.Split(SettingPath.Name);
        var (before, after) = (parts[0], parts[1]);
        _section = before.TrimEnd('.');
        _match = match;
        _isList = isList;
        _elementsBefore = SettingPath.Elements(before).Length;
        _elementsAfter = SettingPath.Elements(after).Length;
        _uniform = new(SettingPath.Uniform(before) + '.', '.' + SettingPath.Uniform(after), '.');
        _flat = [.. SettingPath.Flat(before).Zip(SettingPath.Flat(after), static (start, end) => new Shape(start + '_', '_' + end, '_')).Distinct()];
    }

    /// <summary>Gets how specific it is: of two paths that fit, the longer end is meant, and the shorter name.</summary>
    public int Length => _uniform.After.Length;

    public static bool Is(string path) => path.Contains(SettingPath.Name, StringComparison.Ordinal);

    /// <summary>Says what a key is, given in all its forms; <see langword="null"/>: not of this shape.</summary>
    public KeyMatch? Match(string key, string uniform, string? flat)
    {
        if (_uniform.Find(uniform, _isList, out var index) is not null)
        {
            // The uniform name has lost its dashes; messages show it as it was written.
            var elements = SettingPath.Elements(key);
            var end = elements.Length - _elementsAfter - (index is null ? 0 : 1);
            return _match(new(_section, string.Join('.', elements[_elementsBefore..end])), index);
        }

        foreach (var shape in _flat)
        {
            if (flat is not null && shape.Find(flat, _isList, out index) is { } name)
            {
                return _match(new(_section, name), index);
            }
        }

        return null;
    }

    private sealed record Shape(string Before, string After, char Separator)
    {
        public string? Find(string key, bool isList, out int? index)
        {
            index = null;
            if (!key.StartsWith(Before, StringComparison.Ordinal))
            {
                return null;
            }

            if (isList
                && key.LastIndexOf(Separator) is var last and > 0
                && int.TryParse(key.AsSpan(last + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                (key, index) = (key[..last], number);
            }

            var length = key.Length - Before.Length - After.Length;
            return length > 0 && key.EndsWith(After, StringComparison.Ordinal) ? key.Substring(Before.Length, length) : null;
        }
    }
}
