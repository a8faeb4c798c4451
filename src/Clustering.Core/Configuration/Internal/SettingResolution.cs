namespace Clustering.Configuration.Internal;

/// <summary>Makes one value of all that one provider says about one setting.</summary>
internal static class SettingResolution
{
    public static void Resolve(Setting setting, IReadOnlyList<GivenSetting> given, SettingValues values)
    {
        var candidates = given.Where(item => item.Index is null)
            .Select(item => new Candidate(item.Entry.Written, item.Entry.Origin, item.Entry.Value))
            .ToList();

        var elements = given.Where(item => item.Index is not null).ToList();
        if (elements.Count > 0)
        {
            if (List(setting, elements, values) is not { } list)
            {
                return;
            }

            candidates.Add(list);
        }

        var written = candidates.Where(candidate => !IsBlank(setting, candidate.Text)).ToList();
        if (written.Count == 0)
        {
            WarnOfBlank(setting, candidates, values);
            return;
        }

        var read = written.Select(candidate => Read(setting, candidate)).ToList();
        for (var i = 1; i < read.Count; i++)
        {
            if (!AreSame(setting, read[0], read[i]))
            {
                values.Refuse(setting, Conflict(setting, read[0].Candidate, read[i].Candidate));
                return;
            }
        }

        var (first, value, complaint) = read[0];
        if (complaint is not null)
        {
            values.Refuse(setting, Problem(setting, first.Written, first.Text!, first.Origin, complaint));
            return;
        }

        values.Set(setting, new(value!, first.Text!, first.Written, first.Origin));
    }

    public static ConfigurationProblem Problem(Setting setting, string written, string text, string? origin, SettingComplaint complaint) =>
        new(written, setting.Type.Mask(text), origin, complaint.Reason, complaint.Remedy ?? $"Write {setting.Type.Allowed}.");

    private static Reading Read(Setting setting, Candidate candidate) =>
        setting.Type.TryRead(candidate.Text!, out var value, out var complaint)
            ? new(candidate, value, null)
            : new(candidate, null, complaint);

    private static bool AreSame(Setting setting, Reading left, Reading right) => left.Value is not null && right.Value is not null
        ? setting.Type.AreSame(left.Value, right.Value)
        : left.Candidate.Text == right.Candidate.Text;

    // An empty secret is none; a secret of blanks is one.
    private static bool IsBlank(Setting setting, string? text) =>
        setting.Type.IsSecret ? string.IsNullOrEmpty(text) : string.IsNullOrWhiteSpace(text);

    private static Candidate? List(Setting setting, List<GivenSetting> elements, SettingValues values)
    {
        var inOrder = new List<ConfigurationEntry>();
        foreach (var (entry, index) in elements.OrderBy(element => element.Index))
        {
            if (index == inOrder.Count)
            {
                inOrder.Add(entry);
                continue;
            }

            var sameIndex = index < inOrder.Count ? inOrder[index!.Value] : null;
            if (sameIndex is null)
            {
                values.Refuse(setting, new(
                    entry.Written, entry.Value, entry.Origin, $"The list has no element {inOrder.Count}.", "Number the elements 0, 1, 2 and so on."));
                return null;
            }

            if (sameIndex.Value != entry.Value)
            {
                values.Refuse(setting, Conflict(
                    setting,
                    new(sameIndex.Written, sameIndex.Origin, sameIndex.Value),
                    new(entry.Written, entry.Origin, entry.Value)));
                return null;
            }
        }

        return new(inOrder[0].Written, inOrder[0].Origin, string.Join(',', inOrder.Select(entry => entry.Value)));
    }

    private static ConfigurationProblem Conflict(Setting setting, Candidate left, Candidate right) => new(
        $"{left.Written} and {right.Written}",
        $"{setting.Type.Mask(left.Text ?? "")} and {setting.Type.Mask(right.Text ?? "")}",
        left.Origin == right.Origin ? left.Origin : $"{left.Origin}; {right.Origin}",
        $"Both are the setting {setting.Path}, they stand in one source, and they differ.",
        "Keep one of them.");

    // JSON's null is a clear word; a blank is perhaps a variable that somebody forgot to set.
    private static void WarnOfBlank(Setting setting, List<Candidate> candidates, SettingValues values)
    {
        var blank = candidates.Find(candidate => candidate.Text is not null);
        if (blank is not null && setting.DefaultText.Length > 0)
        {
            values.Warnings.Add($"{blank.Written} ({blank.Origin}) is blank, so the default applies: {setting.DefaultText}.");
        }
    }

    private sealed record Candidate(string Written, string Origin, string? Text);

    private sealed record Reading(Candidate Candidate, object? Value, SettingComplaint? Complaint);
}
