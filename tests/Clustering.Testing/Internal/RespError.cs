namespace Clustering.Testing.Internal;

/// <summary>An error as a server replies it: a word in capitals, then text.</summary>
internal sealed record RespError(string Message)
{
    public bool Is(string word) => Message.StartsWith(word, StringComparison.Ordinal);
}
