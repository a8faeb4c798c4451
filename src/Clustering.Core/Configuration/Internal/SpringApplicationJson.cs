using System.Text.Json;

namespace Clustering.Configuration.Internal;

/// <summary>Settings as JSON in one value: <c>SPRING_APPLICATION_JSON={"spring":{"redis":{"host":"a"}}}</c>.</summary>
/// <remarks>They come right after the provider they stand in: they win over its other keys, and lose to the next provider's.</remarks>
internal static class SpringApplicationJson
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    public static bool Is(ConfigurationEntry entry) =>
        !string.IsNullOrWhiteSpace(entry.Value)
        && (SettingPath.Uniform(entry.Key) == "spring.application.json" || SettingPath.FlatKey(entry.Key) == "spring_application_json");

    public static IReadOnlyList<ConfigurationEntry>? Read(ConfigurationEntry entry, List<ConfigurationProblem> problems)
    {
        try
        {
            using var document = JsonDocument.Parse(entry.Value!, Lenient);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                var entries = new List<ConfigurationEntry>();
                Flatten(document.RootElement, path: "", $"{entry.Written}, {entry.Origin}", entries);
                return entries;
            }

            problems.Add(Problem(entry, "It is JSON, but not an object."));
        }
        catch (JsonException exception)
        {
            problems.Add(Problem(
                entry, $"It is not JSON: position {exception.BytePositionInLine} of line {exception.LineNumber + 1} cannot be read."));
        }

        return null;
    }

    // The text may hold a password, so none of it is shown.
    private static ConfigurationProblem Problem(ConfigurationEntry entry, string reason) =>
        new(entry.Written, "***", entry.Origin, reason, """Write an object, such as {"spring":{"redis":{"host":"redis-1"}}}.""");

    private static void Flatten(JsonElement element, string path, string origin, List<ConfigurationEntry> entries)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    Flatten(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}", origin, entries);
                }

                break;

            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Flatten(item, $"{path}[{index++}]", origin, entries);
                }

                break;

            default:
                var value = element.ValueKind == JsonValueKind.Null ? null : element.ToString();
                entries.Add(new(path, value, path, origin));
                break;
        }
    }
}
