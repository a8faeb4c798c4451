using System.Net;
using Clustering.Testing;

namespace Samples.Tests;

/// <summary>What comes of a save, on whichever node it is done: search and news; and what becomes of what cannot be done.</summary>
public sealed class DeskOperationTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task Save_OnOneNode_IsFoundBySearchAndToldInTheNewsOfBoth()
    {
        using var anna = await DeskVisitor.SignInAsync(desk.First, "anna");
        using var bruno = await DeskVisitor.SignInAsync(desk.Second, "bruno");
        await using var open = await DeskStream.OpenAsync(bruno, desk.Second);
        Assert.DoesNotContain("D-1002", await bruno.OpenAsync(desk.Second, "/?q=hydrangéa"), StringComparison.Ordinal);

        await anna.SaveAsync(desk.First, "D-1002", "There is to be a Hydrangea at the door.");

        await bruno.FindsAsync(desk.Second, "hydrangéa", "D-1002");
        await anna.FindsAsync(desk.First, "HYDRANGEA", "D-1002");
        await Eventually.TrueAsync(
            async () => (await bruno.OpenAsync(desk.Second, "/")).Contains("data-changed=\"D-1002\"", StringComparison.Ordinal), "the other node tells it");
        Assert.Contains("Anna Keller, ", await bruno.OpenAsync(desk.Second, "/"), StringComparison.Ordinal);

        // The page that was open is told that there is something to be shown.
        await open.HearsAsync(news => (long)news["books"]! > 0);
    }

    [Fact]
    public async Task Save_OfADocumentManyTimes_IsFoundAsItWasSavedLast()
    {
        using var anna = await DeskVisitor.SignInAsync(desk.First, "anna");
        for (var i = 1; i <= 10; i++)
        {
            await anna.SaveAsync(i % 2 == 0 ? desk.First : desk.Second, "D-1003", $"Edition{i:00}.");
        }

        await anna.FindsAsync(desk.Second, "edition10", "D-1003");
        await anna.FindsAsync(desk.First, "edition10", "D-1003");
        Assert.Empty((await anna.ReadAsync(desk.First, "/api/documents?q=edition09")).AsArray());
    }

    [Fact]
    public async Task Text_ThatCannotBeIndexed_IsADeadLetterUntilItIsCuredAndReplayed()
    {
        using var anna = await DeskVisitor.SignInAsync(desk.First, "anna");
        using var clara = await DeskVisitor.SignInAsync(desk.Second, "clara");

        await anna.SaveAsync(desk.First, "D-1004", "A wisteria, #illegible.");
        await clara.DeadAsync(desk.Second, "D-1004");
        var letter = Assert.Single(await clara.DeadLettersAsync(desk.First, "D-1004"));
        var page = await clara.OpenAsync(desk.Second, "/admin/operations");
        var again = await clara.PostAsync(new(desk.Second, "/admin/operations"), "?handler=Replay", Form((string)letter["id"]!));
        await Eventually.TrueAsync(async () => (await clara.RunsAsync(desk.First, "D-1004")).Count(run => (string?)run["outcome"] == "failed") == 6, "it has failed thrice more");
        await clara.DeadAsync(desk.Second, "D-1004");
        var unfound = await anna.ReadAsync(desk.First, "/api/documents?q=wisteria");

        await anna.SaveAsync(desk.First, "D-1004", "A wisteria, in full bloom.");
        var all = await clara.PostAsync(new(desk.First, "/admin/operations"), "?handler=ReplayAll", Form(""));

        Assert.Equal(3, (int)letter["failedAttempts"]!);
        Assert.Contains($"data-letter=\"{letter["id"]}\"", page, StringComparison.Ordinal);
        Assert.Contains("D-1004 cannot be indexed: it has the word #illegible.", page, StringComparison.Ordinal);
        Assert.Contains("It runs again.", again, StringComparison.Ordinal);
        Assert.Empty(unfound.AsArray());
        Assert.Contains("It runs again.", all, StringComparison.Ordinal);
        await Eventually.TrueAsync(
            async () => (await clara.RunsAsync(desk.First, "D-1004")).Any(run => (string?)run["operation"] == (string?)letter["id"] && (string?)run["outcome"] == "done"),
            "it has succeeded");
        await anna.FindsAsync(desk.First, "wisteria", "D-1004");
        Assert.Empty(await clara.DeadLettersAsync(desk.Second, "D-1004"));
    }

    [Fact]
    public async Task DeadLetter_ReplayedAsTyped_RunsForWhatWasTyped()
    {
        using var anna = await DeskVisitor.SignInAsync(desk.First, "anna");
        using var clara = await DeskVisitor.SignInAsync(desk.Second, "clara");
        await anna.SaveAsync(desk.First, "D-1005", "Another #illegible one.");
        await clara.DeadAsync(desk.Second, "D-1005");
        var letter = Assert.Single(await clara.DeadLettersAsync(desk.First, "D-1005"));
        var typed = ((string)letter["payload"]!).Replace("D-1005", "D-1006", StringComparison.Ordinal);

        var form = Form((string)letter["id"]!);
        form["payload"] = typed;
        var page = await clara.PostAsync(new(desk.Second, "/admin/operations"), "?handler=ReplayEdited", form);

        Assert.Contains("It runs again.", page, StringComparison.Ordinal);
        await Eventually.TrueAsync(
            async () => (await clara.RunsAsync(desk.First, "D-1006")).Any(run => (string?)run["operation"] == (string?)letter["id"] && (string?)run["outcome"] == "done"),
            "it has run for the other document");
        Assert.Empty(await clara.DeadLettersAsync(desk.First, "D-1005"));
    }

    [Fact]
    public async Task DeadLetter_Deleted_IsGoneAndTheQueueAddsUp()
    {
        using var anna = await DeskVisitor.SignInAsync(desk.First, "anna");
        using var clara = await DeskVisitor.SignInAsync(desk.Second, "clara");
        await anna.SaveAsync(desk.First, "D-1007", "Not to be read: #illegible.");
        await clara.DeadAsync(desk.Second, "D-1007");
        var letter = Assert.Single(await clara.DeadLettersAsync(desk.First, "D-1007"));

        var page = await clara.PostAsync(new(desk.Second, "/admin/operations"), "?handler=Delete", Form((string)letter["id"]!));
        var twice = await clara.PostAsync(new(desk.Second, "/admin/operations"), "?handler=Delete", Form((string)letter["id"]!));

        Assert.Contains("Deleted.", page, StringComparison.Ordinal);
        Assert.Contains("Somebody else was faster", twice, StringComparison.Ordinal);
        Assert.Empty(await clara.DeadLettersAsync(desk.First, "D-1007"));
        Assert.All((await clara.ReadAsync(desk.First, "/api/admin/operations")).AsArray(), queue => Assert.True((bool)queue!["isBalanced"]!));
    }

    [Fact]
    public async Task Handler_PausedOnThePage_StartsNothingOnAnyNodeUntilItIsResumed()
    {
        using var clara = await DeskVisitor.SignInAsync(desk.First, "clara");

        var paused = await clara.PostAsync(new(desk.First, "/admin/operations"), "?handler=Pause", Form(""));
        await clara.SaveAsync(desk.Second, "D-1009", "A magnolia.");
        await Eventually.TrueAsync(async () => (await clara.RunsAsync(desk.First, "D-1009", "notify")).Count == 1, "the other handler has run");
        var runs = await clara.RunsAsync(desk.First, "D-1009");
        using var unknown = await clara.PostFormAsync(
            new(desk.First, "/admin/operations?handler=Pause"), DeskVisitor.TokenOf(paused), new() { ["handler"] = "unheard-of" });
        var resumed = await clara.PostAsync(new(desk.Second, "/admin/operations"), "?handler=Resume", Form(""));

        Assert.Contains("aria-label=\"Resume index\"", paused, StringComparison.Ordinal);
        Assert.Empty(runs);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Contains("aria-label=\"Pause index\"", resumed, StringComparison.Ordinal);
        await clara.FindsAsync(desk.First, "magnolia", "D-1009");
    }

    [Fact]
    public async Task Operations_BySomebodyElse_AreRefused()
    {
        using var bruno = await DeskVisitor.SignInAsync(desk.First, "bruno");
        var token = DeskVisitor.TokenOf(await bruno.OpenAsync(desk.First, "/"));

        Assert.Contains("Only an administrator may do this.", await bruno.OpenAsync(desk.First, "/admin/operations"), StringComparison.Ordinal);
        foreach (var path in (string[])["/api/admin/operations", "/api/admin/operations/dead-letters?handler=index", "/api/admin/runs"])
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await bruno.AskAsync(HttpMethod.Get, desk.First, path)).Status);
        }

        foreach (var act in (string[])["Replay", "ReplayAll", "ReplayEdited", "Delete", "Pause", "Resume"])
        {
            using var posted = await bruno.PostFormAsync(new(desk.First, $"/admin/operations?handler={act}"), token, Form("any"));
            Assert.Equal(HttpStatusCode.Forbidden, posted.StatusCode);
        }

        var (paused, _) = await bruno.AskAsync(HttpMethod.Post, desk.First, "/api/admin/operations/pause", new { handler = "index" });
        Assert.Equal(HttpStatusCode.Forbidden, paused);
    }

    private static Dictionary<string, string> Form(string id) => new() { ["handler"] = "index", ["id"] = id };
}
