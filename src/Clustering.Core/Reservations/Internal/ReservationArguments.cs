using System.Runtime.CompilerServices;
using Clustering.Internal;

namespace Clustering.Reservations.Internal;

/// <summary>What callers may give: both twins ask here.</summary>
internal static class ReservationArguments
{
    public const int Most = 1000;

    private const int LongestName = 256;
    private const int LongestText = 1024;

    public static void Check(ReservationResource resource, [CallerArgumentExpression(nameof(resource))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(resource, name);
        CheckName(resource.Category, "The category", name);
        CheckName(resource.Id, "The id", name);
        if (resource.Category.Contains(':', StringComparison.Ordinal))
        {
            throw new ArgumentException($"The category '{resource.Category}' has a ':', which separates it from the id.", name);
        }
    }

    public static void Check(ReservationOwner owner, [CallerArgumentExpression(nameof(owner))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(owner, name);
        CheckName(owner.User, "The user", name);
        if (owner.SessionId is not null)
        {
            CheckName(owner.SessionId, "The session's id", name);
        }
    }

    /// <summary>Makes a list in which nothing is twice.</summary>
    public static IReadOnlyList<ReservationResource> Distinct(
        IReadOnlyCollection<ReservationResource> resources, [CallerArgumentExpression(nameof(resources))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(resources, name);
        if (resources.Count is 0 or > Most)
        {
            throw new ArgumentException($"There are {resources.Count} components; 1 to {Most} go into one call.", name);
        }

        foreach (var resource in resources)
        {
            Check(resource, name);
        }

        return [.. resources.Distinct()];
    }

    public static void Check(ReservationLifetime lifetime, ReservationOwner owner, ReservationOptions options)
    {
        ArgumentNullException.ThrowIfNull(lifetime);
        if (lifetime.Kind == ReservationKind.Session && owner.SessionId is null)
        {
            throw new ArgumentException("It is to live as long as the owner's session, and the owner has none.", nameof(lifetime));
        }

        if (lifetime.Kind == ReservationKind.Fixed)
        {
            CheckTime(lifetime.Time, options, nameof(lifetime));
        }
    }

    public static void CheckTime(TimeSpan time, ReservationOptions options, string name)
    {
        if (time < TimeSpan.FromMilliseconds(1) || time > options.LongestFixed)
        {
            throw new ArgumentOutOfRangeException(
                name, time, $"It must be 1 millisecond or longer, and at most {ReservationOptionsTable.Section}:LongestFixed ({options.LongestFixed}).");
        }
    }

    public static void CheckText(string? text, [CallerArgumentExpression(nameof(text))] string? name = null)
    {
        if (text is not null)
        {
            TextBounds.CheckText(text, LongestText, name!);
        }
    }

    public static void CheckName(string? text, string what, string? name) => TextBounds.CheckName(text!, LongestName, name!, what);
}
