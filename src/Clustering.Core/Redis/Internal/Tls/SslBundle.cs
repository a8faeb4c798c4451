using Clustering.Configuration.Internal;

namespace Clustering.Redis.Internal.Tls;

/// <summary>What is set under the name of a bundle, and what the files hold that it names.</summary>
internal sealed class SslBundle(SettingName name, SettingValues values, TlsFiles files)
{
    public SettingName Name => name;

    public SettingValues Values => values;

    public bool IsPem => name.Section == SslBundleTable.PemSection;

    /// <summary>What a setting names; <see langword="null"/>: nothing, or it cannot be read, which is a problem by now.</summary>
    public byte[]? Read(Setting<TlsContent> setting)
    {
        if (values.Find(setting) is not { } given)
        {
            return null;
        }

        var content = files.Read(setting, given, out var complaint);
        if (complaint is not null)
        {
            Refuse(setting, complaint);
        }

        return content;
    }

    public void Refuse(Setting setting, SettingComplaint complaint)
    {
        var given = values.Find(setting)!;
        values.Refuse(setting, SettingResolution.Problem(setting, given.Written, given.Text, given.Origin, complaint));
    }

    /// <summary>Of settings that belong together, some alone are a mistake.</summary>
    public void Require(Setting required, params Setting[] others)
    {
        if (values.WhereGiven(required) is null && others.Select(values.WhereGiven).FirstOrDefault(place => place is not null) is { } given)
        {
            values.Problems.Add(new(
                required.Path.Replace(SettingPath.Name, name.ToString(), StringComparison.Ordinal),
                null,
                null,
                $"It is missing, while {given.Written} ({given.Origin}) needs it.",
                "Set it, or take the other away."));
        }
    }

    /// <summary>Warns about a setting that is given.</summary>
    public void Warn(Setting setting, string what) => values.Warnings.Add($"{values.Find(setting)} {what}");
}
