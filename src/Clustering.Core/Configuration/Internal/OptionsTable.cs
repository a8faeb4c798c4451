namespace Clustering.Configuration.Internal;

/// <summary>The settings of one options class: read from its section, checked wherever they come from.</summary>
/// <remarks>One declaration for reading, checking, the documentation and the JSON schema, so that these cannot disagree.</remarks>
internal sealed class OptionsTable<TOptions>(string section)
    where TOptions : class, new()
{
    private readonly TOptions _defaults = new();
    private readonly List<OptionSetting<TOptions>> _settings = [];
    private readonly List<Func<TOptions, OptionsComplaint?>> _rules = [];

    public IEnumerable<Setting> Settings => _settings.Select(option => option.Setting);

    /// <summary>Declares a property.</summary>
    public OptionsTable<TOptions> Add<T>(
        string name, SettingType<T> type, Func<TOptions, object?> get, Action<TOptions, T> set, string meaning, string? defaultText = null)
        where T : notnull
    {
        var defaultValue = get(_defaults);
        var setting = new Setting<T>([$"{section}:{name}"], type, defaultValue, meaning) { DefaultText = defaultText ?? type.Show(defaultValue) };
        _settings.Add(new(setting, get, (options, value) => set(options, (T)value)));
        return this;
    }

    /// <summary>Declares what must hold between properties.</summary>
    public OptionsTable<TOptions> Rule(Func<TOptions, OptionsComplaint?> rule)
    {
        _rules.Add(rule);
        return this;
    }

    public void Configure(TOptions options, SettingValues values)
    {
        foreach (var option in _settings)
        {
            if (values.Find(option.Setting) is { } value)
            {
                option.Set(options, value.Value);
            }
        }
    }

    /// <summary>All that is wrong: with what was read, with what code made of it, and between the two.</summary>
    public IReadOnlyList<ConfigurationProblem> Check(TOptions options, SettingValues values)
    {
        var own = Settings.ToHashSet();
        var problems = values.ProblemsOf(own).ToList();
        foreach (var option in _settings)
        {
            if (option.Get(options) is { } value && !IsDefault(option, value) && option.Setting.Type.CheckValue(value) is { } complaint)
            {
                problems.Add(Problem(option, options, values, complaint));
            }
        }

        // Where a value could not be used its default stands in for it; what it would break is not the user's doing.
        if (problems.Count == 0)
        {
            problems.AddRange(_rules.Select(rule => rule(options)).OfType<OptionsComplaint>().Select(broken => Problem(broken, options, values)));
        }

        return problems;
    }

    private static ConfigurationProblem Problem(
        OptionSetting<TOptions> option, TOptions options, SettingValues values, SettingComplaint complaint)
    {
        var value = option.Get(options);
        var given = values.Find(option.Setting);
        var isGiven = given is not null && Equals(given.Value, value);
        var text = isGiven ? given!.Text : option.Setting.Type.Show(value);
        return SettingResolution.Problem(
            option.Setting, isGiven ? given!.Written : option.Setting.Path, text, isGiven ? given!.Origin : InCode(option.Setting), complaint);
    }

    // Some defaults are found out only when the app runs.
    private static string InCode(Setting setting) =>
        setting.DefaultText == setting.Type.Show(setting.Default) ? "set in code" : $"set in code, or {setting.DefaultText}";

    private bool IsDefault(OptionSetting<TOptions> option, object value) => Equals(option.Get(_defaults), value);

    private ConfigurationProblem Problem(OptionsComplaint broken, TOptions options, SettingValues values)
    {
        var option = _settings.Single(option => option.Setting.Path == $"{section}:{broken.Property}");
        var problem = Problem(option, options, values, broken.Complaint);
        var isDefault = option.Get(options) is { } value && IsDefault(option, value) && values.Find(option.Setting) is null;
        return isDefault ? problem with { Origin = "default" } : problem;
    }
}

/// <summary>What is wrong between properties, told at the property that is easiest to change.</summary>
internal sealed record OptionsComplaint(string Property, SettingComplaint Complaint);
