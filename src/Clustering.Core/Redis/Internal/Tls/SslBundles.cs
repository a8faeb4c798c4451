using Clustering.Configuration.Internal;

namespace Clustering.Redis.Internal.Tls;

/// <summary>The bundles there are. Only those that are used are read: what is wrong with the others is nobody's trouble.</summary>
internal sealed class SslBundles(SettingValues values, TlsFiles files, TimeProvider time)
{
    private readonly Dictionary<SettingName, TlsSettings> _used = [];

    /// <summary>Reads the bundle that a setting names, once. What is wrong is among the problems of all settings then.</summary>
    public TlsSettings Use(Setting<string> setting)
    {
        var asked = values.Find(setting)!;
        var key = SettingName.KeyOf(asked.Text);
        switch (values.Named.Keys.Where(name => name.Key == key).ToArray())
        {
            case [var name]:
                if (!_used.TryGetValue(name, out var tls))
                {
                    _used.Add(name, tls = new SslBundleReader(time).Read(new(name, values.Named[name], files)));
                    values.Problems.AddRange(values.Named[name].Problems);
                    values.Warnings.AddRange(values.Named[name].Warnings);
                }

                return tls;

            case []:
                Refuse(setting, asked, Missing((string)asked.Value));
                break;

            default:
                Refuse(setting, asked, new("There are two bundles of that name, one of PEM and one of PKCS12.", "Give one of them another name."));
                break;
        }

        return TlsSettings.Machine;
    }

    /// <summary>Says which bundles are there in vain.</summary>
    public void AddRemarks(IEnumerable<Setting<string>> asking)
    {
        var named = asking.Select(values.Find).OfType<SettingValue>().Select(value => SettingName.KeyOf(value.Text)).ToHashSet();
        foreach (var name in values.Named.Keys.Where(name => !named.Contains(name.Key)))
        {
            values.Warnings.Add($"The bundle {name.Section}.{name} has no effect on Redis, because {RedisSettingTable.SslBundle} does not name it.");
        }
    }

    private SettingComplaint Missing(string asked)
    {
        var names = values.Named.Keys.Select(name => name.ToString()).Order(StringComparer.Ordinal).ToArray();
        var nearest = NearestName.Of(SettingName.KeyOf(asked), names, SettingName.KeyOf);
        return new(
            names.Length == 0 ? "There is no bundle at all." : $"There is no bundle of that name. There are: {string.Join(", ", names)}.",
            nearest is not null
                ? $"Write {nearest}."
                : $"Define it: {SslBundleTable.TrustCertificate.Path.Replace(SettingPath.Name, asked, StringComparison.Ordinal)}, for example.");
    }

    private void Refuse(Setting setting, SettingValue asked, SettingComplaint complaint) =>
        values.Refuse(setting, SettingResolution.Problem(setting, asked.Written, asked.Text, asked.Origin, complaint));
}
