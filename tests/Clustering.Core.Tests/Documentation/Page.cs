using System.Text.RegularExpressions;

namespace Clustering.Core.Tests.Documentation;

/// <summary>A page of the documentation, taken apart.</summary>
internal sealed partial class Page
{
    private readonly string[] _lines;
    private readonly bool[] _isCode;

    public Page(string path)
    {
        Path = path;
        _lines = Repository.ReadLines(path);
        _isCode = new bool[_lines.Length];
        var inside = false;
        for (var i = 0; i < _lines.Length; i++)
        {
            var isFence = _lines[i].TrimStart().StartsWith("```", StringComparison.Ordinal);
            _isCode[i] = inside || isFence;
            inside ^= isFence;
        }
    }

    /// <summary>Gets all pages: what is written for people anywhere in the repository.</summary>
    public static IReadOnlyList<Page> All { get; } =
        [.. Repository.Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal)).Select(file => new Page(file))];

    public string Path { get; }

    /// <summary>Gets the text outside of code blocks.</summary>
    public string Prose => string.Join('\n', _lines.Where((_, index) => !_isCode[index]));

    /// <summary>Gets what stands between backticks.</summary>
    public IEnumerable<string> CodeSpans => Spans().Matches(Prose).Select(span => span.Groups[1].Value);

    /// <summary>Gets where links and images lead.</summary>
    public IEnumerable<string> Links => LinkTargets().Matches(Spans().Replace(Prose, "")).Select(link => link.Groups[1].Value);

    /// <summary>Gets the anchors of the headings, as GitHub makes them.</summary>
    public IEnumerable<string> Anchors => Prose.Split('\n')
        .Where(line => line.StartsWith('#'))
        .Select(line => NotInAnchors().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    /// <summary>Gets the rows of all tables that have a header: each cell under its column's name.</summary>
    public IEnumerable<Dictionary<string, string>> Rows
    {
        get
        {
            for (var i = 0; i + 1 < _lines.Length; i++)
            {
                if (_isCode[i] || !_lines[i].StartsWith('|') || !_lines[i + 1].StartsWith("|--", StringComparison.Ordinal))
                {
                    continue;
                }

                var header = Cells(_lines[i]);
                for (i += 2; i < _lines.Length && _lines[i].StartsWith('|'); i++)
                {
                    yield return header.Zip(Cells(_lines[i])).DistinctBy(pair => pair.First).ToDictionary(pair => pair.First, pair => pair.Second);
                }
            }
        }
    }

    /// <summary>Gets the code blocks of one language, without blanks at the end of lines.</summary>
    public IReadOnlyList<string[]> Blocks(string language)
    {
        var blocks = new List<string[]>();
        for (var i = 0; i < _lines.Length; i++)
        {
            if (_lines[i].Trim() == "```" + language)
            {
                var block = _lines.Skip(i + 1).TakeWhile(line => line.Trim() != "```").Select(line => line.TrimEnd()).ToArray();
                blocks.Add(block);
                i += block.Length;
            }
        }

        return blocks;
    }

    /// <summary>Gets what follows a heading of the second order, up to the next.</summary>
    public string[] Section(string heading) =>
        [.. _lines.SkipWhile(line => line != "## " + heading).Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))];

    public override string ToString() => Path;

    private static string[] Cells(string line) => [.. line.Trim('|', ' ').Split('|').Select(cell => cell.Trim())];

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Spans();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex LinkTargets();

    [GeneratedRegex(@"[^\p{L}\p{N}\-_ ]")]
    private static partial Regex NotInAnchors();
}
