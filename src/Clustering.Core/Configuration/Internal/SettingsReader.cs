namespace Clustering.Configuration.Internal;

/// <summary>Finds a schema's settings in a configuration.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>The later provider wins, in whatever spelling; a list in it replaces the whole earlier list.</item>
/// <item>Two spellings in one provider must agree, or it is an error: nobody could say which was meant.</item>
/// <item>A blank value puts the default back.</item>
/// </list>
/// </remarks>
internal static class SettingsReader
{
    public static SettingValues Read(ConfigurationLayers configuration, SettingSchema schema)
    {
        var matcher = new SettingMatcher(schema);
        var values = new SettingValues();
        var given = new Dictionary<(Setting Setting, SettingName? Name), List<GivenSetting>>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

        // From the last layer to the first: the first that has a setting is the one that counts.
        for (var layer = configuration.Layers.Count - 1; layer >= 0; layer--)
        {
            var ofLayer = new Dictionary<(Setting, SettingName?), List<GivenSetting>>();
            foreach (var entry in configuration.Layers[layer])
            {
                var match = matcher.Match(entry.Key);
                if (match is KeyMatch.Known known)
                {
                    GetOrAdd(ofLayer, (known.Setting, known.Name)).Add(new(entry, known.Index));
                }
                else if (!string.IsNullOrWhiteSpace(entry.Value) && match is not KeyMatch.Foreign && seen.Add(entry.Key))
                {
                    Note(entry, match, values);
                }
            }

            foreach (var (setting, entries) in ofLayer)
            {
                given.TryAdd(setting, entries);
            }
        }

        foreach (var setting in schema.Settings)
        {
            foreach (var ((_, name), entries) in given.Where(pair => pair.Key.Setting == setting))
            {
                SettingResolution.Resolve(setting, entries, name is null ? values : values.Of(name));
            }
        }

        return values;
    }

    private static List<GivenSetting> GetOrAdd(
        Dictionary<(Setting, SettingName?), List<GivenSetting>> settings, (Setting, SettingName?) setting)
    {
        if (!settings.TryGetValue(setting, out var entries))
        {
            settings.Add(setting, entries = []);
        }

        return entries;
    }

    private static void Note(ConfigurationEntry entry, KeyMatch match, SettingValues values)
    {
        switch (match)
        {
            case KeyMatch.WithoutEffect ineffective:
                values.WithoutEffect.Add((entry, ineffective.Setting.Reason));
                break;

            case KeyMatch.Unsupported unsupported:
                // Nothing is known of its type, so what sounds like a secret is taken for one.
                var value = SettingPath.Uniform(entry.Key).Contains("password", StringComparison.Ordinal) ? "***" : entry.Value;
                values.Problems.Add(new(entry.Written, value, entry.Origin, unsupported.Setting.Reason, unsupported.Setting.Remedy));
                break;

            case KeyMatch.Unknown unknown:
                var suggestion = unknown.Suggestion is null ? "" : $" Did you mean {unknown.Suggestion}?";
                values.Warnings.Add($"{entry} is not a setting and has no effect.{suggestion}");
                break;
        }
    }
}

/// <summary>A key of one provider that sets a setting, or one element of a list.</summary>
internal sealed record GivenSetting(ConfigurationEntry Entry, int? Index);
