namespace Clustering.Configuration.Internal;

/// <summary>The settings that are read together, and what else may stand beside them.</summary>
/// <remarks>A setting whose path has <see cref="SettingPath.Name"/> in it is there once for each name that the user makes up.</remarks>
internal sealed record SettingSchema(IReadOnlyList<Setting> Settings)
{
    /// <summary>Gets the sections that are ours alone: an unknown key in one of them is warned about.</summary>
    public IReadOnlyList<string> Sections { get; init; } = [];

    /// <summary>Gets sections we share with others: only what is almost one of our names is warned about.</summary>
    public IReadOnlyList<string> SharedSections { get; init; } = [];

    /// <summary>Gets what is known and has no effect here.</summary>
    public IReadOnlyList<IneffectiveSetting> WithoutEffect { get; init; } = [];

    /// <summary>Gets what is known and cannot be done.</summary>
    public IReadOnlyList<UnsupportedSetting> Unsupported { get; init; } = [];
}

/// <summary>A setting that asks for something we do not do: to ignore it would be worse than to refuse it.</summary>
internal sealed record UnsupportedSetting(string Path, string Reason, string Remedy);

/// <summary>A path that does nothing here, with all below it; where it has a name in it, the path alone.</summary>
/// <param name="Path">The path.</param>
/// <param name="Reason">To follow "because".</param>
internal sealed record IneffectiveSetting(string Path, string Reason);
