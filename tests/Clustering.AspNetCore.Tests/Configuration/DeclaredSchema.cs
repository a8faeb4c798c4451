using System.Text.Json.Nodes;
using Clustering.Configuration.Internal;

namespace Clustering.AspNetCore.Tests.Configuration;

/// <summary>What the JSON schema must say of a setting, from its declaration.</summary>
internal static class DeclaredSchema
{
    private const string Durations =
        @"^([+-]?[0-9]+([nNuUmM]?[sS]|[mMhHdD])?|[+-]?[pP].+|([0-9]+\.)?[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?)$";

    public static JsonObject Of(Setting setting)
    {
        var schema = new JsonObject { ["description"] = setting.Meaning };
        switch (setting.Type)
        {
            case BooleanType:
                schema["type"] = "boolean";
                break;

            case IntegerType<int> type:
                (schema["type"], schema["minimum"]) = ("integer", type.Minimum);
                Bound(schema, type.Maximum, int.MaxValue);
                break;

            case IntegerType<long> type:
                (schema["type"], schema["minimum"]) = ("integer", type.Minimum);
                Bound(schema, type.Maximum, long.MaxValue);
                break;

            case DurationType type:
                (schema["type"], schema["pattern"]) = (new JsonArray("string", "integer"), Durations);
                schema["minimum"] = (long)type.Minimum.TotalMilliseconds;
                Bound(schema, (long)type.Maximum.TotalMilliseconds, (long)TimeSpan.MaxValue.TotalMilliseconds);
                break;

            case { IsList: true }:
                (schema["type"], schema["items"]) = (new JsonArray("array", "string"), new JsonObject { ["type"] = "string" });
                break;

            case EnumType<ClusterStartup>:
                schema["enum"] = Names(EnumType<ClusterStartup>.Names);
                break;

            case EnumType<Clustering.Sessions.SessionUnavailable>:
                schema["enum"] = Names(EnumType<Clustering.Sessions.SessionUnavailable>.Names);
                break;

            case EnumType<Clustering.Reservations.SameUserPolicy>:
                schema["enum"] = Names(EnumType<Clustering.Reservations.SameUserPolicy>.Names);
                break;
            case EnumType<Clustering.Caches.StalePolicy>:
                schema["enum"] = Names(EnumType<Clustering.Caches.StalePolicy>.Names);
                break;

            default:
                schema["type"] = "string";
                break;
        }

        // A default that is found out when the app runs is none that an editor could write.
        if (setting.Default is not null && setting.DefaultText.Length > 0 && setting.DefaultText == setting.Type.Show(setting.Default))
        {
            schema["default"] = setting.Default switch
            {
                bool value => value,
                int value => value,
                long value => value,
                _ => setting.DefaultText,
            };
        }

        return schema;
    }

    private static void Bound(JsonObject schema, long maximum, long unbounded)
    {
        if (maximum < unbounded)
        {
            schema["maximum"] = maximum;
        }
    }

    private static JsonArray Names(IReadOnlyList<string> names) => [.. names.Select(name => (JsonNode)name)];
}
