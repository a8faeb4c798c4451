using DocumentDesk.Books;

namespace DocumentDesk.Texts;

/// <summary>What the pages say, as far as administrators may change it.</summary>
/// <param name="Texts">The texts.</param>
internal sealed record TextBook(DeskTexts Texts) : Book, IBook<TextBook>
{
    public static string Name => "texts";

    public static TextBook Initial { get; } = new(new DeskTexts());
}
