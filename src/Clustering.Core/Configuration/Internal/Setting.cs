namespace Clustering.Configuration.Internal;

/// <summary>A declared setting. What is not declared is not read, and is warned about.</summary>
internal abstract class Setting(IReadOnlyList<string> paths, SettingType type, object? defaultValue, string meaning)
{
    /// <summary>Gets the name in full. The first is the one we write; the others say the same.</summary>
    public IReadOnlyList<string> Paths { get; } = paths;

    public string Path => Paths[0];

    /// <summary>Gets a value indicating whether it is there once for each name that the user makes up.</summary>
    public bool IsNamed => NamedPath.Is(Path);

    public SettingType Type { get; } = type;

    public object? Default { get; } = defaultValue;

    /// <summary>Gets the default as tables show it; empty where there is none.</summary>
    public string DefaultText { get; init; } = type.Show(defaultValue);

    /// <summary>Gets one sentence for tables and for completion.</summary>
    public string Meaning { get; } = meaning;

    public override string ToString() => Path;
}

/// <inheritdoc/>
internal sealed class Setting<T>(IReadOnlyList<string> paths, SettingType<T> type, object? defaultValue, string meaning)
    : Setting(paths, type, defaultValue, meaning)
    where T : notnull;
