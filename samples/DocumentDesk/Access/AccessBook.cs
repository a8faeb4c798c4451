using DocumentDesk.Accounts;
using DocumentDesk.Books;
using DocumentDesk.Classes;

namespace DocumentDesk.Access;

/// <summary>The access list of each class. What is not listed is not granted.</summary>
/// <param name="Lists">By the class' slug, what each role may do.</param>
internal sealed record AccessBook(IReadOnlyDictionary<string, IReadOnlyDictionary<string, AccessLevel>> Lists) : Book, IBook<AccessBook>
{
    public static string Name => "access";

    public static AccessBook Initial { get; } = new(ClassBook.Initial.Classes.ToDictionary(
        one => one.Slug,
        IReadOnlyDictionary<string, AccessLevel> (_) => DemoUsers.Roles.ToDictionary(role => role, _ => AccessLevel.Edit)));

    public AccessLevel LevelOf(string role, string slug) => Lists.GetValueOrDefault(slug)?.GetValueOrDefault(role) ?? AccessLevel.None;

    public AccessBook With(string slug, IReadOnlyDictionary<string, AccessLevel> list) =>
        this with { Lists = Lists.Where(pair => pair.Key != slug).Append(new(slug, list)).ToDictionary() };

    /// <summary>Says whether a list has no other roles than those that there are.</summary>
    public static bool IsValid(IReadOnlyDictionary<string, AccessLevel> list) =>
        list.All(pair => DemoUsers.Roles.Contains(pair.Key) && Enum.IsDefined(pair.Value));
}
