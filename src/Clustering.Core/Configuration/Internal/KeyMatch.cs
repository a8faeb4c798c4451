namespace Clustering.Configuration.Internal;

/// <summary>What a configuration key is to us.</summary>
internal abstract record KeyMatch
{
    /// <summary>A setting, or one element of a list; of a section with a name, where the setting is there once for each.</summary>
    public sealed record Known(Setting Setting, int? Index, SettingName? Name = null) : KeyMatch;

    /// <summary>A setting of Spring that means nothing here.</summary>
    public sealed record WithoutEffect(IneffectiveSetting Setting) : KeyMatch;

    /// <summary>A setting that asks for what we do not do.</summary>
    public sealed record Unsupported(UnsupportedSetting Setting) : KeyMatch;

    /// <summary>In a section of ours, but no setting.</summary>
    public sealed record Unknown(string? Suggestion) : KeyMatch;

    /// <summary>Not ours.</summary>
    public sealed record Foreign : KeyMatch;
}
