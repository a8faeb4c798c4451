using System.Globalization;

namespace DocumentDesk.Visitors;

/// <summary>What the desk remembers of one visitor, on whichever node: all of it is in the session.</summary>
/// <remarks>
/// A document in the basket is a session key of its own. The cluster merges writes key by key, so two tabs that each put something in
/// at the same moment, on two nodes, both find both.
/// </remarks>
internal sealed class Visitor(IHttpContextAccessor accessor)
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

    /// <summary>Gets the numbers of the documents in the basket, first in first.</summary>
    public IEnumerable<string> BasketIds => Session.Keys
        .Where(key => key.StartsWith(BasketPrefix, StringComparison.Ordinal))
        .OrderBy(key => Session.GetString(key), StringComparer.Ordinal)
        .Select(key => key[BasketPrefix.Length..]);

    /// <summary>Gets the numbers of the documents opened last, the latest first.</summary>
    public IEnumerable<string> RecentIds => (Session.GetString(RecentKey) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);

    private ISession Session => accessor.HttpContext!.Session;

    public bool HasInBasket(string id) => Session.GetString(BasketPrefix + id) is not null;

    public void PutInBasket(string id)
    {
        if (!HasInBasket(id))
        {
            Session.SetString(BasketPrefix + id, Now());
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

    public async Task OpenedAsync(string id, CancellationToken cancellationToken)
    {
        Session.SetString(RecentKey, string.Join(',', RecentIds.Prepend(id).Distinct().Take(RecentLength)));
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

    /// <summary>Begins the session anew where it has ended and the sign-in has not: nothing can hang on a session that is not stored.</summary>
    public async Task GoOnAsync(string user, string node, CancellationToken cancellationToken)
    {
        if (SignedInAt is null)
        {
            await SignInAsync(user, node, cancellationToken);
            await Session.CommitAsync(cancellationToken);
        }
    }

    /// <summary>Ends the session on all nodes, basket and all.</summary>
    public void SignOut() => Session.Abandon();

    private static string Now() => TimeProvider.System.GetUtcNow().ToString("o", CultureInfo.InvariantCulture);
}
