using System.Diagnostics;
using System.Net;
using Clustering.Testing;

namespace Samples.Tests;

/// <summary>Documents that are open at one visitor's, on two nodes.</summary>
public sealed class DeskReservationTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task Edit_BySomebodyElseOnAnotherNode_IsReadOnlyAndNamesTheHolder()
    {
        using var anna = await DeskVisitor.SignInAsync(desk.First, "anna");
        using var bruno = await DeskVisitor.SignInAsync(desk.Second, "bruno");
        await using var open = await DeskStream.OpenAsync(bruno, desk.Second);

        var hers = await anna.OpenAsync(desk.First, "/documents/d-1001/edit");
        var his = await bruno.OpenAsync(desk.Second, "/documents/D-1001/edit");
        var (status, problem) = await bruno.AskAsync(HttpMethod.Post, desk.Second, "/api/reservations", new { id = "D-1001" });

        Assert.Contains("Save and close", hers, StringComparison.Ordinal);
        Assert.Contains("Reserved by <strong data-name>Anna Keller</strong> since <time", his, StringComparison.Ordinal);
        Assert.Contains("Ask to release", his, StringComparison.Ordinal);
        Assert.DoesNotContain("Save", his, StringComparison.Ordinal);
        Assert.DoesNotContain("Force release", his, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Equal("Anna Keller", (string?)problem!["holder"]!["name"]);
        Assert.Equal("Anna Keller", (string?)(await open.HearsAsync("reserved", "D-1001"))["holder"]!["name"]);
        Assert.Contains(">Anna Keller</span>", await bruno.OpenAsync(desk.Second, "/?class=contracts"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_OnOneNode_IsReadOnTheOther()
    {
        using var anna = await DeskVisitor.SignInAsync(desk.First, "anna");
        using var bruno = await DeskVisitor.SignInAsync(desk.Second, "bruno");
        var page = await anna.OpenAsync(desk.First, "/documents/D-1002/edit");

        var saved = await anna.SendAsync(new(desk.Second, "/documents/D-1002/edit?handler=Save"), DeskVisitor.TokenOf(page), Typed(page, "Two new sentences."));

        Assert.Contains("Saved.", saved, StringComparison.Ordinal);
        Assert.Contains("Two new sentences.", await bruno.OpenAsync(desk.First, "/documents/D-1002"), StringComparison.Ordinal);
        Assert.Contains("Two new sentences.", await bruno.OpenAsync(desk.Second, "/documents/D-1002"), StringComparison.Ordinal);
        Assert.Contains("D-1002", await bruno.OpenAsync(desk.Second, "/?q=new sentences"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignOut_OnTheOtherNode_FreesWhatWasReserved()
    {
        using var anna = await DeskVisitor.SignInAsync(desk.First, "anna");
        using var bruno = await DeskVisitor.SignInAsync(desk.Second, "bruno");
        await using var open = await DeskStream.OpenAsync(bruno, desk.First);
        await anna.OpenAsync(desk.First, "/documents/D-1003/edit");

        var page = await anna.OpenAsync(desk.Second, "/");
        await anna.SendAsync(new(desk.Second, "/signout"), DeskVisitor.TokenOf(page), []);

        Assert.Contains("Save and close", await bruno.OpenAsync(desk.First, "/documents/D-1003/edit"), StringComparison.Ordinal);
        await Eventually.TrueAsync(() => open.HasHeard("expired", "D-1003") || open.HasHeard("released", "D-1003"), "the other node's page is told");
    }

    [Fact]
    public async Task Force_ByAnAdministrator_IsToldToTheHolderAndKeepsWhatHeTyped()
    {
        using var anna = await DeskVisitor.SignInAsync(desk.First, "anna");
        using var bruno = await DeskVisitor.SignInAsync(desk.First, "bruno");
        using var clara = await DeskVisitor.SignInAsync(desk.Second, "clara");
        await using var hers = await DeskStream.OpenAsync(anna, desk.First);
        await using var others = await DeskStream.OpenAsync(bruno, desk.First);
        var page = await anna.OpenAsync(desk.First, "/documents/D-1004/edit");
        await bruno.AskAsync(HttpMethod.Post, desk.Second, "/api/reservations/D-1004/ask", new { message = "May I?" });

        var (refused, _) = await bruno.AskAsync(HttpMethod.Post, desk.Second, "/api/reservations/D-1004/force", new { reason = "mine!" });
        var seen = await clara.OpenAsync(desk.Second, "/documents/D-1004/edit");
        await clara.SendAsync(
            new(desk.Second, "/documents/D-1004/holder?handler=Force"),
            DeskVisitor.TokenOf(seen),
            new() { ["text"] = "Year end", ["seen"] = DeskVisitor.FieldOf(seen, "seen") });
        var kept = await anna.SendAsync(
            new(desk.First, "/documents/D-1004/edit?handler=Save"), DeskVisitor.TokenOf(page), Typed(page, "An hour of work."));

        Assert.Equal(HttpStatusCode.Forbidden, refused);
        Assert.Contains("Clara Wirth has ended your reservation: “Year end”.", kept, StringComparison.Ordinal);
        Assert.Contains("An hour of work.", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("An hour of work.", await bruno.OpenAsync(desk.Second, "/documents/D-1004"), StringComparison.Ordinal);
        Assert.Equal("May I?", (string?)(await hers.HearsAsync("asked", "D-1004"))["text"]);
        Assert.Equal("Year end", (string?)(await hers.HearsAsync("forced", "D-1004"))["text"]);

        // Everybody hears that it is free; why is between the two.
        Assert.Null((await others.HearsAsync("forced", "D-1004"))["text"]);
        Assert.False(others.HasHeard("asked", "D-1004"));
    }

    [Fact]
    public async Task Save_WithAnOldFence_IsRefused()
    {
        using var anna = await DeskVisitor.SignInAsync(desk.First, "anna");
        using var bruno = await DeskVisitor.SignInAsync(desk.Second, "bruno");
        var first = await ReserveAsync(anna, desk.First);
        await anna.AskAsync(HttpMethod.Delete, desk.First, "/api/reservations/D-1005");
        var his = await ReserveAsync(bruno, desk.Second);
        Assert.Equal(HttpStatusCode.OK, (await SaveAsync(bruno, desk.Second, "his", his)).Status);
        await bruno.AskAsync(HttpMethod.Delete, desk.First, "/api/reservations/D-1005");
        var again = await ReserveAsync(anna, desk.Second);

        // It is hers, but what she has read is older than what he has saved.
        var (old, problem) = await SaveAsync(anna, desk.First, "hers", first);
        var (present, _) = await SaveAsync(anna, desk.Second, "hers", again);

        Assert.True(first < his && his < again);
        Assert.Equal(HttpStatusCode.Conflict, old);
        Assert.Contains("Bruno Sander has saved the document", (string?)problem!["detail"], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, present);

        static async Task<long> ReserveAsync(DeskVisitor visitor, Uri node) =>
            (long)(await visitor.AskAsync(HttpMethod.Post, node, "/api/reservations", new { id = "D-1005" })).Json!["holder"]!["fence"]!;

        static Task<(HttpStatusCode Status, System.Text.Json.Nodes.JsonNode? Json)> SaveAsync(DeskVisitor visitor, Uri node, string text, long fence) =>
            visitor.AskAsync(HttpMethod.Put, node, "/api/documents/D-1005", new { title = "A title", summary = "A summary", text, fence });
    }

    [Fact]
    public async Task Leave_ByAPageThatWasLoadedAgain_DoesNotTakeItFromTheNewerOne()
    {
        using var anna = await DeskVisitor.SignInAsync(desk.First, "anna");
        var page = await anna.OpenAsync(desk.First, "/documents/D-1006/edit");
        var reloaded = await anna.OpenAsync(desk.Second, "/documents/D-1006/edit");

        await LeaveAsync(page);
        Assert.True(await IsMineAsync());
        await LeaveAsync(reloaded);
        Assert.False(await IsMineAsync());

        async Task<bool> IsMineAsync() =>
            (bool)(await anna.AskAsync(HttpMethod.Get, desk.Second, "/api/reservations/D-1006")).Json!["mine"]!;

        Task LeaveAsync(string left) => anna.SendAsync(
            new(desk.First, "/documents/D-1006/leave"), DeskVisitor.TokenOf(left), new() { ["page"] = DeskVisitor.PageFenceOf(left) });
    }

    [Fact]
    public async Task Force_OfAReservationThatIsNotTheOneSeen_ChangesNothing()
    {
        using var anna = await DeskVisitor.SignInAsync(desk.First, "anna");
        using var clara = await DeskVisitor.SignInAsync(desk.Second, "clara");
        await anna.AskAsync(HttpMethod.Post, desk.First, "/api/reservations", new { id = "D-1009" });

        var (status, _) = await clara.AskAsync(HttpMethod.Post, desk.Second, "/api/reservations/D-1009/force", new { reason = "too late", fence = 1 });

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.True((bool)(await anna.AskAsync(HttpMethod.Get, desk.First, "/api/reservations/D-1009")).Json!["mine"]!);
    }

    [Fact]
    public async Task Edit_WhenTheSessionHasEndedButNotTheSignIn_ReservesInANewOne()
    {
        using var anna = await DeskVisitor.SignInAsync(desk.First, "anna");
        anna.Forget(desk.First, "desk.session");

        var page = await anna.OpenAsync(desk.First, "/documents/D-1010/edit");
        var saved = await anna.SendAsync(new(desk.Second, "/documents/D-1010/edit?handler=Save"), DeskVisitor.TokenOf(page), Typed(page, "Still here."));

        Assert.Contains("Saved.", saved, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leave_WithoutTheTokenOfAPage_IsRefused()
    {
        using var anna = await DeskVisitor.SignInAsync(desk.First, "anna");
        var page = await anna.OpenAsync(desk.First, "/documents/D-1007/edit");

        using var reply = await anna.PostFormAsync(
            new(desk.First, "/documents/D-1007/leave"), "", new() { ["page"] = DeskVisitor.PageFenceOf(page) });

        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
    }

    [Fact]
    public async Task Reservations_OfAnotherBrowser_AreListedAndGivenBack()
    {
        using var here = await DeskVisitor.SignInAsync(desk.First, "anna");
        using var there = await DeskVisitor.SignInAsync(desk.Second, "anna");
        await there.AskAsync(HttpMethod.Post, desk.Second, "/api/reservations", new { id = "D-1008", note = "until noon" });

        var refused = await here.OpenAsync(desk.First, "/documents/D-1008/edit");
        var mine = await here.OpenAsync(desk.First, "/reservations");
        var after = await here.PostAsync(new(desk.First, "/reservations"), "?handler=Release", new() { ["id"] = "D-1008" });

        Assert.Contains("you, in another browser", refused, StringComparison.Ordinal);
        Assert.Contains("until noon", mine, StringComparison.Ordinal);
        Assert.DoesNotContain("until noon", after, StringComparison.Ordinal);
        Assert.Contains("Save and close", await here.OpenAsync(desk.First, "/documents/D-1008/edit"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drain_WhilePagesListen_EndsTheirStreamsAtOnce()
    {
        // A cluster of its own, for the node is gone afterwards.
        await using var other = new Desk();
        await other.InitializeAsync();
        using var anna = await DeskVisitor.SignInAsync(other.First, "anna");
        await using var direct = await DeskStream.OpenAsync(anna, other.Second);
        await using var one = await DeskStream.OpenAsync(anna, other.Any);
        await using var two = await DeskStream.OpenAsync(anna, other.Any);
        var started = Stopwatch.GetTimestamp();

        other.Type("drain 2");
        await Eventually.TrueAsync(() => other.Output.Contains("node-2    stopped", StringComparison.Ordinal), "the node has stopped");

        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10), $"It took {Stopwatch.GetElapsedTime(started)}.");
        await direct.Ended.WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken);
        await Task.WhenAny(one.Ended, two.Ended).WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken);
    }

    // What a browser sends of the page, with another text.
    private static Dictionary<string, string> Typed(string page, string text) => new()
    {
        ["title"] = DeskVisitor.FieldOf(page, "title"),
        ["summary"] = "In short.",
        ["text"] = text,
        ["fence"] = DeskVisitor.FieldOf(page, "fence"),
    };
}
