namespace DocumentDesk.Classes;

/// <summary>The colours that a class may have: each is a style of that name in <c>desk.css</c>, for light and for dark.</summary>
internal static class ClassColours
{
    public static IReadOnlyList<string> All { get; } = ["blue", "ochre", "violet", "rose", "green", "teal", "red", "grey"];
}
