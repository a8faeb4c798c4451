using Clustering.Sessions;
using Microsoft.Extensions.Options;

namespace Clustering.Reservations.Internal;

/// <summary>Asks after the sessions of reservations that are bound to one, and ends those whose session has ended.</summary>
internal sealed class ReservationVerifier(ReservationVerifyScript script, IOptions<ClusterSessionOptions> options)
{
    private const int Moved = 2;
    private const int Changed = 3;

    private const int Most = 250;

    // Each round follows one renewal of a session's id, or a change of hands in between.
    private const int Rounds = 16;

    /// <returns>Those that are held now, by whoever it is.</returns>
    public Task<Dictionary<ReservationResource, ReservationFound>> VerifyAsync(
        IReadOnlyCollection<ReservationFound> found, CancellationToken cancellationToken) => VerifyAsync(found, null, cancellationToken);

    /// <param name="found">What was read.</param>
    /// <param name="sessionId">The id to look for their session under, if it is known to be another one by now.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <returns>Those that are held now, by whoever it is.</returns>
    public async Task<Dictionary<ReservationResource, ReservationFound>> VerifyAsync(
        IReadOnlyCollection<ReservationFound> found, string? sessionId, CancellationToken cancellationToken)
    {
        var held = found.Where(static one => !one.Record.IsBound).ToDictionary(static one => one.Record.Resource);
        var open = found.Where(static one => one.Record.IsBound).Select(one => (one.Record, Id: sessionId ?? one.Record.SessionId!)).ToList();
        for (var round = 0; open.Count > 0 && round < Rounds; round++)
        {
            var asked = open;
            var replies = await Task.WhenAll(asked.Chunk(Most).Select(some =>
                script.RunAsync(some, options.Value.LongestIdleTimeout, cancellationToken))).ConfigureAwait(false);
            open = [];
            foreach (var (reply, (record, _)) in replies.SelectMany(static some => some).Zip(asked))
            {
                if (reply.Code == Moved)
                {
                    open.Add((record, reply.Text));
                }
                else if (reply.Found() is { } now)
                {
                    if (reply.Code == Changed && now.Record.IsBound)
                    {
                        open.Add((now.Record, now.Record.SessionId!));
                    }
                    else
                    {
                        held.Add(reply.Resource, now);
                    }
                }
            }
        }

        return held;
    }
}
