using System.Globalization;
using System.Text.Json;

namespace LocalCluster.Commands;

/// <summary>What came back from a request, redirects followed.</summary>
/// <param name="Request">The request.</param>
/// <param name="Status">The status code.</param>
/// <param name="Node">The node that answered, from the header <c>X-Node</c>.</param>
/// <param name="Body">The text.</param>
internal sealed record Answer(string Request, int Status, string Node, string Body)
{
    private const int BriefLength = 120;

    /// <summary>Reads a value of a JSON body: names and numbers with dots between, as <c>items.0.id</c>.</summary>
    public string Json(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            var element = document.RootElement;
            foreach (var part in path.Split('.'))
            {
                element = int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && element.ValueKind == JsonValueKind.Array
                    ? element[index]
                    : element.GetProperty(part);
            }

            return element.ToString();
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new CommandException($"{Request} answered {Status} without a JSON value '{path}': {Brief}");
        }
    }

    /// <summary>Gets the beginning of the body, on one line.</summary>
    public string Brief => string.Join(' ', (Body.Length > BriefLength ? Body[..BriefLength] + "…" : Body).Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));

    public override string ToString() => $"{Request} → {Status} from {Node}";
}
