namespace Clustering.Configuration.Internal;

/// <summary>What a schema's settings are set to, and all there is to say about it.</summary>
internal sealed class SettingValues
{
    private readonly Dictionary<Setting, SettingValue> _values = [];
    private readonly Dictionary<Setting, ConfigurationProblem> _faulty = [];
    private readonly Dictionary<SettingName, SettingValues> _named = [];

    public List<ConfigurationProblem> Problems { get; } = [];

    public List<string> Warnings { get; } = [];

    /// <summary>Gets what was given and has no effect, and why.</summary>
    public List<(ConfigurationEntry Entry, string Reason)> WithoutEffect { get; } = [];

    /// <summary>Gets the names that the user made up, each with what is set under it.</summary>
    /// <remarks>What is wrong there is among the problems there: it matters only to whoever uses the name.</remarks>
    public IReadOnlyDictionary<SettingName, SettingValues> Named => _named;

    /// <summary>The value that was given, or the default.</summary>
    public T? Get<T>(Setting<T> setting)
        where T : notnull => (T?)(_values.GetValueOrDefault(setting)?.Value ?? setting.Default);

    /// <summary>What was given and could be read; a blank one and a bad one are not there.</summary>
    public SettingValue? Find(Setting setting) => _values.GetValueOrDefault(setting);

    /// <summary>Whether it was given and could not be used, of which <see cref="Problems"/> tells.</summary>
    public bool IsFaulty(Setting setting) => _faulty.ContainsKey(setting);

    /// <summary>Where it was given, usable or not.</summary>
    public (string Written, string? Origin)? WhereGiven(Setting setting) =>
        Find(setting) is { } value ? (value.Written, value.Origin)
        : _faulty.TryGetValue(setting, out var problem) ? (problem.Path, problem.Origin)
        : null;

    public IEnumerable<ConfigurationProblem> ProblemsOf(IReadOnlySet<Setting> settings) =>
        _faulty.Where(pair => settings.Contains(pair.Key)).Select(pair => pair.Value);

    public void Refuse(Setting setting, ConfigurationProblem problem)
    {
        _faulty[setting] = problem;
        Problems.Add(problem);
    }

    public void Set(Setting setting, SettingValue value) => _values[setting] = value;

    /// <summary>What is set under a name, to be filled.</summary>
    public SettingValues Of(SettingName name)
    {
        if (!_named.TryGetValue(name, out var values))
        {
            _named.Add(name, values = new());
        }

        return values;
    }
}

/// <summary>A value and where it comes from.</summary>
internal sealed record SettingValue(object Value, string Text, string Written, string Origin)
{
    // Not the value: it may be a secret.
    public override string ToString() => $"{Written} ({Origin})";
}
