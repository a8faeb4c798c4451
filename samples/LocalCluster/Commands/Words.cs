using System.Text;

namespace LocalCluster.Commands;

/// <summary>A line of commands in words. Double quotes keep blanks; a # outside them begins a comment.</summary>
internal static class Words
{
    public static string[] Of(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (inWord, quoted) = (false, false);
        foreach (var c in line)
        {
            if (c == '#' && !quoted && !inWord)
            {
                break;
            }

            if (c == '"')
            {
                (inWord, quoted) = (true, !quoted);
            }
            else if (char.IsWhiteSpace(c) && !quoted)
            {
                End();
            }
            else
            {
                inWord = true;
                word.Append(c);
            }
        }

        End();
        return [.. words];

        void End()
        {
            if (inWord)
            {
                words.Add(word.ToString());
                word.Clear();
                inWord = false;
            }
        }
    }
}
