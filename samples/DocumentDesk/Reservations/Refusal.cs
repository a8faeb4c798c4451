using Clustering.Reservations;
using DocumentDesk.Accounts;
using DocumentDesk.Documents;

namespace DocumentDesk.Reservations;

/// <summary>Why a document is not the visitor's to change.</summary>
/// <param name="Text">For him to read.</param>
/// <param name="Holder">Who has the document instead, if anybody.</param>
/// <param name="HasNoRight">Whether he may not change it at all, whoever has it.</param>
internal sealed record Refusal(string Text, Holder? Holder = null, bool HasNoRight = false)
{
    /// <summary>Says what became of a visitor's reservation.</summary>
    public static Refusal Of(ReservationOutcome outcome, string user, DemoUsers users) => outcome.Status switch
    {
        ReservationStatus.Forced when outcome.By != user => new($"{users.NameOf(outcome.By!)} has ended your reservation: “{outcome.Reason}”."),
        ReservationStatus.Held => HeldBy(Holder.Of(outcome.Reservation!, users), user),
        _ => new("The document is not reserved for you any more: it was given back, or your session has ended meanwhile."),
    };

    public static Refusal HeldBy(Holder holder, string user) => new(
        holder.User == user ? "You have reserved it yourself, in another browser." : $"{holder.Name} has reserved it.",
        holder);

    public static Refusal NoRight(Document document) => new($"You may not change {document.Class.Name.ToLowerInvariant()}.", HasNoRight: true);

    public IResult ToProblem() => Results.Problem(
        Text,
        statusCode: HasNoRight ? StatusCodes.Status403Forbidden : StatusCodes.Status409Conflict,
        title: "The document is not yours to change.",
        extensions: new Dictionary<string, object?> { ["holder"] = Holder });
}
