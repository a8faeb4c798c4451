using Clustering.AspNetCore.Tests.Rig;
using Clustering.Reservations;
using Clustering.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Clustering.AspNetCore.Tests.Reservations;

/// <summary>Reservations as browsers get to see them: two visitors, two nodes.</summary>
public sealed class ReservationRequestTests
{
    private static void Map(WebApplication app)
    {
        SessionApp.Map(app);
        app.MapGet("/reserve", async (HttpContext context, string document, IReservations reservations, CancellationToken cancellationToken) =>
        {
            await context.Session.LoadAsync(cancellationToken);
            var result = await reservations.TryReserveAsync(
                new("document", document), context.GetReservationOwner(), ReservationLifetime.Session, cancellationToken: cancellationToken);
            return result.IsGranted ? "yours" : result.Holder!.Owner.User;
        });
        app.MapGet("/owner", (HttpContext context, string? user) => context.GetReservationOwner(user).User);
    }

    [Theory]
    [InlineData("/abandon")]
    [InlineData("/clear")]
    public async Task Reserve_InASession_HoldsOnEveryNodeUntilLogout(string logout)
    {
        await using var nodes = await TwoNodes.StartAsync(ClusterNames.New(), Map);
        using var anna = TestNode.Browser();
        using var ben = TestNode.Browser();
        await anna.GetStringAsync(nodes.First.At("/sign-in?user=anna"));
        await ben.GetStringAsync(nodes.Second.At("/sign-in?user=ben"));

        Assert.Equal("yours", await anna.GetStringAsync(nodes.First.At("/reserve?document=1")));
        Assert.Equal("yours", await anna.GetStringAsync(nodes.Second.At("/reserve?document=1")));
        Assert.Equal("anna", await ben.GetStringAsync(nodes.Second.At("/reserve?document=1")));

        await anna.GetStringAsync(nodes.Second.At(logout));
        Assert.Equal("yours", await ben.GetStringAsync(nodes.First.At("/reserve?document=1")));
    }

    [Fact]
    public async Task Reserve_BeforeANewId_HoldsAfterIt()
    {
        await using var nodes = await TwoNodes.StartAsync(ClusterNames.New(), Map);
        using var anna = TestNode.Browser();
        using var ben = TestNode.Browser();
        await anna.GetStringAsync(nodes.First.At("/sign-in?user=anna"));
        await ben.GetStringAsync(nodes.First.At("/sign-in?user=ben"));
        await anna.GetStringAsync(nodes.First.At("/reserve?document=1"));

        await anna.GetStringAsync(nodes.First.At("/renew"));

        Assert.Equal("anna", await ben.GetStringAsync(nodes.Second.At("/reserve?document=1")));
        Assert.Equal("yours", await anna.GetStringAsync(nodes.Second.At("/reserve?document=1")));
    }

    [Fact]
    public async Task Owner_OfNobody_IsRefusedUnlessSomebodyIsNamed()
    {
        await using var nodes = await TwoNodes.StartAsync(ClusterNames.New(), Map);
        using var browser = TestNode.Browser();

        Assert.False((await browser.GetAsync(nodes.First.At("/owner"), TestContext.Current.CancellationToken)).IsSuccessStatusCode);
        Assert.Equal("carl", await browser.GetStringAsync(nodes.First.At("/owner?user=carl"), TestContext.Current.CancellationToken));
    }
}
