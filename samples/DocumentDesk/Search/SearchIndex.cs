namespace DocumentDesk.Search;

/// <summary>The search index, as each node has it in memory.</summary>
/// <param name="Entries">By the number of the document.</param>
internal sealed record SearchIndex(IReadOnlyDictionary<string, IndexEntry> Entries)
{
    /// <summary>Says whether a document has every word somewhere.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="className">What its class is called. It is not in the index, for administrators change it.</param>
    /// <param name="words">The words, folded.</param>
    public bool Mentions(string id, string className, IReadOnlyList<string> words) =>
        words.All(word => Entries[id].Text.Contains(word, StringComparison.Ordinal) || FoldedText.Of(className).Contains(word, StringComparison.Ordinal));
}
