using System.Globalization;
using System.Text;

namespace DocumentDesk.Search;

/// <summary>Text as it is searched: without case and accents.</summary>
internal static class FoldedText
{
    public static string Of(string text) => string.Concat(text.Normalize(NormalizationForm.FormD)
        .Where(character => CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark)).ToLowerInvariant();
}
