using System.Globalization;
using DocumentDesk.Documents;

namespace DocumentDesk.Visitors;

/// <summary>What the desk remembers of one visitor, on whichever node: all of it is in the session.</summary>
/// <remarks>
/// A document in the basket is a session key of its own. The cluster merges writes key by key, so two tabs that each put something in
/// at the same moment, on two nodes, both find both.
/// </remarks>
internal sealed class Visitor(IHttpContextAccessor accessor, DocumentLibrary library)
{
    private const string BasketPrefix = "basket:";
    private const string RecentKey = "recent";
    private const string OpenedKey = "opened";
    private const string SignedInOnKey = "signed-in-on";
    private const string SignedInAtKey = "signed-in-at";
    private const int RecentLength = 6;

    public string? SignedInOn => Session.GetString(SignedInOnKey);

    public DateTimeOffset? SignedInAt => DateTimeOffset.TryParse(Session.GetString(SignedInAtKey), CultureInfo.InvariantCulture, out var at) ? at : null;

    public long DocumentsOpened => long.TryParse(Session.GetString(OpenedKey), CultureInfo.InvariantCulture, out var count) ? count : 0;

    public int BasketCount => Session.Keys.Count(key => key.StartsWith(BasketPrefix, StringComparison.Ordinal));

    /// <summary>Gets the basket, first in first.</summary>
    public IReadOnlyList<Document> Basket =>
    [
        .. Session.Keys
            .Where(key => key.StartsWith(BasketPrefix, StringComparison.Ordinal))
            .OrderBy(key => Session.GetString(key), StringComparer.Ordinal)
            .Select(key => library.Find(key[BasketPrefix.Length..]))
            .OfType<Document>(),
    ];

    /// <summary>Gets the documents opened last, the latest first.</summary>
    public IReadOnlyList<Document> Recent => [.. RecentIds.Select(library.Find).OfType<Document>()];

    private IEnumerable<string> RecentIds => (Session.GetString(RecentKey) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);

    private ISession Session => accessor.HttpContext!.Session;

    public bool HasInBasket(Document document) => Session.GetString(BasketPrefix + document.Id) is not null;

    public void PutInBasket(Document document)
    {
        if (!HasInBasket(document))
        {
            Session.SetString(BasketPrefix + document.Id, Now());
        }
    }

    public void TakeFromBasket(string id) => Session.Remove(BasketPrefix + id);

    public void EmptyBasket()
    {
        foreach (var key in Session.Keys.Where(key => key.StartsWith(BasketPrefix, StringComparison.Ordinal)).ToList())
        {
            Session.Remove(key);
        }
    }

    public async Task OpenedAsync(Document document, CancellationToken cancellationToken)
    {
        Session.SetString(RecentKey, string.Join(',', RecentIds.Prepend(document.Id).Distinct().Take(RecentLength)));
        await Session.IncrementAsync(OpenedKey, cancellationToken: cancellationToken);
    }

    /// <summary>Begins the signed-in part of the session under a new id: whoever knew the old one learns nothing of it.</summary>
    public async Task SignInAsync(string user, string node, CancellationToken cancellationToken)
    {
        await Session.RenewIdAsync(cancellationToken);
        Session.SetUser(user);
        Session.SetString(SignedInOnKey, node);
        Session.SetString(SignedInAtKey, Now());
    }

    /// <summary>Ends the session on all nodes, basket and all.</summary>
    public void SignOut() => Session.Abandon();

    private static string Now() => TimeProvider.System.GetUtcNow().ToString("o", CultureInfo.InvariantCulture);
}
