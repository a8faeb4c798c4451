namespace Clustering.Reservations.Internal;

/// <summary>A component as the indexes and messages name it.</summary>
internal static class ReservationMember
{
    // The category has no colon; the id may have some.
    public static ReservationResource Parse(string member) =>
        member.Split(':', 2) is [var category, var id] ? new(category, id) : throw new InvalidDataException($"'{member}' is no component.");
}
