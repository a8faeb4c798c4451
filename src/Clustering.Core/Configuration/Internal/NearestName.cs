namespace Clustering.Configuration.Internal;

/// <summary>Finds what somebody meant to write.</summary>
internal static class NearestName
{
    /// <summary>The candidate that takes the fewest typing mistakes to become <paramref name="written"/>, if they are few.</summary>
    public static string? Of(string written, IEnumerable<string> candidates, Func<string, string> compareAs)
    {
        string? nearest = null;
        var fewest = int.MaxValue;
        foreach (var candidate in candidates)
        {
            var name = compareAs(candidate);
            var mistakes = Mistakes(written, name);

            // What the names share says nothing; a third of the rest may be wrong.
            var shared = SharedElements(written, name);
            var allowed = Math.Max(2, (Math.Max(written.Length, name.Length) - shared) / 3);
            if (mistakes <= allowed && mistakes < fewest)
            {
                (nearest, fewest) = (candidate, mistakes);
            }
        }

        return nearest;
    }

    private static int SharedElements(string left, string right)
    {
        var shared = 0;
        for (var i = 0; i < left.Length && i < right.Length && left[i] == right[i]; i++)
        {
            shared = left[i] == '.' ? i + 1 : shared;
        }

        return shared;
    }

    // Levenshtein's distance, one row at a time.
    private static int Mistakes(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
