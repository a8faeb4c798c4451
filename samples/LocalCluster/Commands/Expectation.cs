namespace LocalCluster.Commands;

/// <summary>What an answer must be.</summary>
internal static class Expectation
{
    public static void Check(string[] what, Answer answer)
    {
        var (expected, actual, met) = what switch
        {
            ["status", var status] => (status, $"{answer.Status}", $"{answer.Status}" == status),
            ["node", var node] => (node, answer.Node, answer.Node == node),
            ["body", "contains", .. var words] => Contains(string.Join(' ', words)),
            ["json", var path, "==", .. var words] => Compare(path, string.Join(' ', words), equal: true),
            ["json", var path, "!=", .. var words] => Compare(path, string.Join(' ', words), equal: false),
            _ => throw new CommandException($"'expect {string.Join(' ', what)}' is not an expectation; 'help' lists them."),
        };
        if (!met)
        {
            throw new CommandException($"{answer}: expected {string.Join(' ', what.SkipLast(1))} '{expected}', but it was '{actual}'. {answer.Brief}");
        }

        (string, string, bool) Contains(string text) => (text, "without it", answer.Body.Contains(text, StringComparison.Ordinal));

        (string, string, bool) Compare(string path, string value, bool equal)
        {
            var actual = answer.Json(path);
            return (value, actual, actual == value == equal);
        }
    }
}
