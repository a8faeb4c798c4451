using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using System.Threading.Channels;
using Clustering.Reservations;
using DocumentDesk.Access;
using DocumentDesk.Accounts;
using DocumentDesk.Books;

namespace DocumentDesk.Reservations;

/// <summary>What happens to reservations on any node, as a stream for each page that is open.</summary>
internal sealed class ReservationFeed(
    IReservations reservations, DemoUsers users, Rights rights, BookRevisions books, IHostApplicationLifetime lifetime)
{
    private const int Backlog = 64;

    // More often than a load balancer takes a silent connection for a dead one.
    private static readonly TimeSpan Pulse = TimeSpan.FromSeconds(20);

    /// <summary>Listens until the page goes away or the app stops: a stream would hold up a node that is to end.</summary>
    public async IAsyncEnumerable<SseItem<ReservationNews>> ListenAsync(ClaimsPrincipal user, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var news = Channel.CreateBounded<ReservationNews>(Backlog);

        // The page reads what it shows when it is told that nothing escapes it any more. So that comes first, after every gap too.
        news.Writer.TryWrite(ReservationNews.Resync);
        using var subscription = reservations.Subscribe(happened =>
        {
            if (Tell(happened, user.Identity!.Name!) is { } item)
            {
                Put(news, item);
            }

            return ValueTask.CompletedTask;
        });

        // Each piece of news says which state of the books there is; so a pulse is enough to tell of another.
        void Wake() => Put(news, ReservationNews.Pulse);
        books.Changed += Wake;
        try
        {
            while (await NextAsync(news.Reader, end.Token) is { } item)
            {
                // A page that has been open since the right was taken away hears no more of it either.
                if (item.Document is null || (await rights.OfAsync(user, end.Token)).MayRead(item.Document))
                {
                    yield return new(item with { Books = books.Latest });
                }
            }
        }
        finally
        {
            books.Changed -= Wake;
        }
    }

    // A page that does not keep up misses something, and is told so. The node does not wait for it.
    private static void Put(Channel<ReservationNews> news, ReservationNews item)
    {
        if (!news.Writer.TryWrite(item))
        {
            while (news.Reader.TryRead(out _))
            {
                // All of it is in what the page reads now.
            }

            news.Writer.TryWrite(ReservationNews.Resync);
        }
    }

    private static async Task<ReservationNews?> NextAsync(ChannelReader<ReservationNews> news, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Pulse);
        try
        {
            return await news.ReadAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            return cancellationToken.IsCancellationRequested ? null : ReservationNews.Pulse;
        }
    }

    private ReservationNews? Tell(ReservationEvent happened, string user)
    {
        if (happened.Kind == ReservationEventKind.Resync)
        {
            return ReservationNews.Resync;
        }

        if (happened.Resource is not { Category: DocumentReservations.Category, Id: var document })
        {
            return null;
        }

        var owner = happened.Reservation?.Owner.User;
        return happened.Kind switch
        {
            ReservationEventKind.Released => new("released", document, Former: owner, Page: owner == user ? happened.Reservation!.Fence : null),
            ReservationEventKind.Expired => new("expired", document, Former: owner),
            ReservationEventKind.Forced when owner == user =>
                new("forced", document, Former: owner, By: users.NameOf(happened.By!), Text: happened.Reason),
            ReservationEventKind.Forced => new("forced", document, Former: owner),
            ReservationEventKind.AskedFor when owner == user => new("asked", document, By: users.NameOf(happened.By!), Text: happened.Reason),
            ReservationEventKind.AskedFor => null,
            _ => new("reserved", document, Holder.Of(happened.Reservation!, users), happened.Former?.Owner.User),
        };
    }
}
