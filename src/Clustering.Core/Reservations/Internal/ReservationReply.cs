using StackExchange.Redis;

namespace Clustering.Reservations.Internal;

/// <summary>What a script answered of one component.</summary>
/// <param name="Resource">The component.</param>
/// <param name="Code">What the script's head says of it.</param>
/// <param name="Text">A record, or something else that the head says.</param>
/// <param name="Now">The server's clock, in milliseconds.</param>
/// <param name="Left">How long the record lives unless it is renewed, in milliseconds.</param>
internal readonly record struct ReservationReply(ReservationResource Resource, int Code, string Text, long Now, long Left)
{
    /// <summary>Reads code, text and life for each component, from a place in the answer on.</summary>
    public static ReservationReply[] Read(IReadOnlyList<ReservationResource> resources, RedisResult[] reply, int nowAt)
    {
        var now = (long)reply[nowAt];
        var replies = new ReservationReply[resources.Count];
        for (var i = 0; i < replies.Length; i++)
        {
            var at = nowAt + 1 + (3 * i);
            replies[i] = new(resources[i], (int)reply[at], (string?)reply[at + 1] ?? "", now, (long)reply[at + 2]);
        }

        return replies;
    }

    /// <summary>The record in the text, if it is one that is held.</summary>
    public ReservationFound? Found() => Text.StartsWith('+') ? new(ReservationRecord.Parse(Resource, Text), Now, Left) : null;

    /// <summary>What a release, a renewal or a transfer comes to.</summary>
    public ReservationOutcome ToOutcome() => Code switch
    {
        1 => new(Resource, ReservationStatus.Done, Found()?.ToReservation()),
        2 => new(Resource, ReservationStatus.Done),
        3 => new(Resource, ReservationStatus.Held, Found()?.ToReservation()),
        4 => ReservationRecord.Parse(Resource, Text).Lease is var end ? new(Resource, ReservationStatus.Forced, null, end.By, end.Why) : null!,
        _ => new(Resource, ReservationStatus.Gone),
    };
}
