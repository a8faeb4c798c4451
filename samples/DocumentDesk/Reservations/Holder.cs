using Clustering.Reservations;
using DocumentDesk.Accounts;

namespace DocumentDesk.Reservations;

/// <summary>Who has a document, for everybody to see. Without his session: that is nobody's business.</summary>
/// <param name="User">The name that he signs in with.</param>
/// <param name="Name">What he is called.</param>
/// <param name="Since">Since when.</param>
/// <param name="Note">What he said when he reserved it.</param>
/// <param name="Fence">Which reservation it is: the holder saves with it, and who ends it by force says that this one is meant.</param>
internal sealed record Holder(string User, string Name, DateTimeOffset Since, string? Note, long Fence)
{
    public static Holder Of(Reservation present, DemoUsers users) =>
        new(present.Owner.User, users.NameOf(present.Owner.User), present.Since, present.Note, present.Fence);
}
