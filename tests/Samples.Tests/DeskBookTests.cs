using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Clustering.Testing;

namespace Samples.Tests;

/// <summary>What an administrator changes on one node, as it is on two. Each test takes a class of its own.</summary>
public sealed partial class DeskBookTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task Class_ChangedOnOneNode_IsShownByTheOther()
    {
        using var clara = await DeskVisitor.SignInAsync(desk.First, "clara");
        using var anna = await DeskVisitor.SignInAsync(desk.Second, "anna");
        Assert.Contains("<span class=\"tag rose\">Policies</span>", await anna.OpenAsync(desk.Second, "/"), StringComparison.Ordinal);

        var saved = await clara.PostAsync(new(desk.First, "/admin/classes"), "", new()
        {
            ["slug"] = "policies",
            ["revision"] = await RevisionAsync(clara, "/admin/classes"),
            ["name"] = "Guidelines",
            ["colour"] = "teal",
            ["authorLabel"] = "Owner",
            ["dateLabel"] = "Binding from",
        });

        Assert.Contains("Saved.", saved, StringComparison.Ordinal);
        await ShowsAsync(anna, "/", "<span class=\"tag teal\">Guidelines</span>");
        Assert.Contains("<dt>Binding from</dt>", await anna.OpenAsync(desk.Second, "/documents/D-1019"), StringComparison.Ordinal);
        Assert.Equal("Guidelines", (string?)(await AskAsync(anna, desk.Second, "/api/documents/D-1019"))!["class"]!["name"]);
    }

    [Fact]
    public async Task Change_OfOnesOwn_IsReadOnTheOtherNodeAtOnce()
    {
        using var clara = await DeskVisitor.SignInAsync(desk.First, "clara");
        for (var i = 0; i < 20; i++)
        {
            var (here, there) = i % 2 == 0 ? (desk.First, desk.Second) : (desk.Second, desk.First);
            var texts = (await AskAsync(clara, here, "/api/admin/texts"))!;
            texts["texts"]!["search"] = $"Search number {i}";
            var (status, _) = await clara.AskAsync(HttpMethod.Put, here, "/api/admin/texts", texts);

            Assert.Equal(HttpStatusCode.NoContent, status);
            Assert.Contains($"Search number {i}\"", await clara.OpenAsync(there, "/"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Right_TakenAwayOnOneNode_IsGrantedByNoneAfterwards()
    {
        using var clara = await DeskVisitor.SignInAsync(desk.First, "clara");
        using var bruno = await DeskVisitor.SignInAsync(desk.Second, "bruno");
        var page = await bruno.OpenAsync(desk.Second, "/documents/D-1007/edit");
        Assert.Contains("Save and close", page, StringComparison.Ordinal);

        var outcome = await GrantAsync(clara, "invoices", "Read");
        var readOnly = await bruno.OpenAsync(desk.Second, "/documents/D-1008/edit");
        var kept = await bruno.SendAsync(new(desk.Second, "/documents/D-1007/edit?handler=Save"), DeskVisitor.TokenOf(page), new()
        {
            ["title"] = "A title",
            ["summary"] = "A summary",
            ["text"] = "An hour of work.",
            ["fence"] = DeskVisitor.FieldOf(page, "fence"),
        });
        var (reserved, _) = await bruno.AskAsync(HttpMethod.Post, desk.Second, "/api/reservations", new { id = "D-1008" });
        var (put, _) = await bruno.AskAsync(
            HttpMethod.Put, desk.Second, "/api/documents/D-1007", new { title = "A title", summary = "A summary", text = "", fence = 1 });

        // No waiting: whoever has taken it away was told that no node grants it.
        Assert.True((bool)outcome["isEverywhere"]!);
        Assert.Contains("You may read this document, not change it.", readOnly, StringComparison.Ordinal);
        Assert.DoesNotContain("Save", readOnly, StringComparison.Ordinal);
        Assert.Contains("You may not change invoices. What you have typed is still here.", Spaces().Replace(kept, " "), StringComparison.Ordinal);
        Assert.Contains("An hour of work.", kept, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (reserved, put));
        Assert.DoesNotContain("An hour of work.", await clara.OpenAsync(desk.First, "/documents/D-1007"), StringComparison.Ordinal);

        await GrantAsync(clara, "invoices", "Edit");
        Assert.Contains("Save and close", await bruno.OpenAsync(desk.Second, "/documents/D-1008/edit"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Class_ThatAVisitorMayNotRead_IsNowhereForHim()
    {
        using var clara = await DeskVisitor.SignInAsync(desk.First, "clara");
        using var bruno = await DeskVisitor.SignInAsync(desk.Second, "bruno");
        await bruno.AskAsync(HttpMethod.Post, desk.Second, "/api/basket", new { id = "D-1025" });
        await bruno.OpenAsync(desk.Second, "/documents/D-1025");
        await clara.AskAsync(HttpMethod.Post, desk.First, "/api/reservations", new { id = "D-1026" });
        await using var open = await DeskStream.OpenAsync(bruno, desk.Second);
        Assert.Contains("Archive: concept", await bruno.OpenAsync(desk.Second, "/"), StringComparison.Ordinal);

        await GrantAsync(clara, "projects", "None");
        await clara.AskAsync(HttpMethod.Post, desk.First, "/api/reservations", new { id = "D-1027" });
        await clara.AskAsync(HttpMethod.Post, desk.First, "/api/reservations", new { id = "D-1001" });

        foreach (var path in (string[])["/", "/?q=archive", "/?class=projects", "/basket"])
        {
            var page = await bruno.OpenAsync(desk.Second, path);
            Assert.DoesNotContain("Archive: concept", page, StringComparison.Ordinal);
            Assert.DoesNotContain("Projects", page, StringComparison.Ordinal);
        }

        foreach (var path in (string[])["/api/documents/D-1025", "/api/reservations/D-1026"])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await bruno.AskAsync(HttpMethod.Get, desk.Second, path)).Status);
        }

        Assert.Contains("Not on this desk", await bruno.OpenAsync(desk.Second, "/documents/D-1025/edit"), StringComparison.Ordinal);
        Assert.DoesNotContain((await AskAsync(bruno, desk.Second, "/api/reservations"))!.AsArray(), reserved => (string?)reserved!["document"] == "D-1026");
        Assert.Contains("Archive: concept", await clara.OpenAsync(desk.Second, "/"), StringComparison.Ordinal);

        // The later one has come, so the one before would have.
        await open.HearsAsync("reserved", "D-1001");
        Assert.False(open.HasHeard("reserved", "D-1027"));
    }

    [Fact]
    public async Task Forms_OfAccessListsAndTexts_AreSavedAsTheyWereSent()
    {
        using var clara = await DeskVisitor.SignInAsync(desk.First, "clara");
        using var bruno = await DeskVisitor.SignInAsync(desk.Second, "bruno");
        await using var open = await DeskStream.OpenAsync(bruno, desk.Second);
        var access = await clara.OpenAsync(desk.First, "/admin/access");
        var lists = Regex.Matches(access, "<select name=\"([^\"]+)\"").ToDictionary(field => field.Groups[1].Value, _ => "Edit");
        Assert.Equal(15, lists.Count);

        lists["levels[minutes][Accounting]"] = "None";
        lists["revision"] = DeskVisitor.FieldOf(access, "revision");
        var granted = await clara.SendAsync(new(desk.First, "/admin/access"), DeskVisitor.TokenOf(access), lists);
        var texts = await clara.OpenAsync(desk.Second, "/admin/texts");
        var form = Regex.Matches(texts, "<input id=\"([A-Z][^\"]*)\" name=\"\\1\"(?: value=\"([^\"]*)\")?").ToDictionary(field => field.Groups[1].Value, field => field.Groups[2].Value);
        Assert.Equal(6, form.Count);
        form["Notice"] = "Closed on Friday & Saturday";
        form["revision"] = DeskVisitor.FieldOf(texts, "revision");
        var saved = await clara.SendAsync(new(desk.Second, "/admin/texts"), DeskVisitor.TokenOf(texts), form);

        Assert.Contains("No node goes by the former lists any more.", granted, StringComparison.Ordinal);
        Assert.DoesNotContain("/documents/D-1013", await bruno.OpenAsync(desk.Second, "/"), StringComparison.Ordinal);
        Assert.Contains("Saved.", saved, StringComparison.Ordinal);
        await ShowsAsync(bruno, "/", ">Closed on Friday & Saturday</p>");

        // The page that was open is told what there is to be shown now.
        var revision = (long)(await AskAsync(clara, desk.First, "/api/admin/texts"))!["revision"]!;
        await open.HearsAsync(news => (long)news["books"]! >= revision);
        Assert.Contains($"data-books=\"{revision}\"", await bruno.OpenAsync(desk.Second, "/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Administration_BySomebodyElse_IsRefused()
    {
        using var bruno = await DeskVisitor.SignInAsync(desk.First, "bruno");
        var home = await bruno.OpenAsync(desk.First, "/");
        foreach (var page in (string[])["classes", "access", "texts", "caches"])
        {
            Assert.Contains("Only an administrator may do this.", await bruno.OpenAsync(desk.First, $"/admin/{page}"), StringComparison.Ordinal);
            using var posted = await bruno.PostFormAsync(new(desk.First, $"/admin/{page}?handler=InvalidateAll"), DeskVisitor.TokenOf(home), []);
            Assert.Equal(HttpStatusCode.Forbidden, posted.StatusCode);
        }

        var (list, _) = await bruno.AskAsync(HttpMethod.Get, desk.First, "/api/admin/caches");
        var (invalidate, _) = await bruno.AskAsync(HttpMethod.Post, desk.First, "/api/admin/caches/invalidate-all", new { });
        var (texts, _) = await bruno.AskAsync(HttpMethod.Put, desk.First, "/api/admin/texts", new { texts = new { notice = "Mine!" }, revision = 0 });

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (list, invalidate, texts));
        Assert.DoesNotContain("/admin/", home, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_OfWhatSomebodyElseHasChanged_IsRefusedAndKeepsWhatWasTyped()
    {
        using var here = await DeskVisitor.SignInAsync(desk.First, "clara");
        using var there = await DeskVisitor.SignInAsync(desk.Second, "clara");
        var old = await here.OpenAsync(desk.First, "/admin/classes");
        var (first, _) = await there.AskAsync(HttpMethod.Put, desk.Second, "/api/admin/classes/contracts", new
        {
            name = "Agreements",
            colour = "blue",
            authorLabel = "Author",
            dateLabel = "Signed on",
            revision = long.Parse(await RevisionAsync(there, "/admin/classes"), System.Globalization.CultureInfo.InvariantCulture),
        });

        var refused = await here.SendAsync(new(desk.First, "/admin/classes"), DeskVisitor.TokenOf(old), Typed(old));
        var kept = await there.OpenAsync(desk.Second, "/?class=contracts");
        var saved = await here.SendAsync(new(desk.First, "/admin/classes"), DeskVisitor.TokenOf(refused), Typed(refused));

        Assert.Equal(HttpStatusCode.NoContent, first);
        Assert.Contains("Somebody has changed it since you opened this page.", refused, StringComparison.Ordinal);
        Assert.Contains("value=\"Deeds\"", refused, StringComparison.Ordinal);
        Assert.Contains("<h1>Agreements</h1>", kept, StringComparison.Ordinal);
        Assert.Contains("Saved.", saved, StringComparison.Ordinal);
        await ShowsAsync(there, "/?class=contracts", "<h1>Deeds</h1>");

        // The form of the class is the first on the page; all have the same revision.
        static Dictionary<string, string> Typed(string page) => new()
        {
            ["slug"] = "contracts",
            ["revision"] = DeskVisitor.FieldOf(page, "revision"),
            ["name"] = "Deeds",
            ["colour"] = "blue",
            ["authorLabel"] = "Author",
            ["dateLabel"] = "Signed on",
        };
    }

    [Fact]
    public async Task Class_InAColourThatThereIsNot_IsRefused()
    {
        using var clara = await DeskVisitor.SignInAsync(desk.First, "clara");

        var (status, _) = await clara.AskAsync(
            HttpMethod.Put, desk.First, "/api/admin/classes/minutes", new { name = "Minutes", colour = "\"><script>", authorLabel = "A", dateLabel = "D", revision = 0 });

        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Fact]
    public async Task Caches_AfterAnInvalidation_AreAtOneVersionOnBothNodes()
    {
        using var clara = await DeskVisitor.SignInAsync(desk.First, "clara");
        var before = await VersionsAsync();

        var invalidated = await clara.PostAsync(new(desk.Second, "/admin/caches"), "?handler=Invalidate", new() { ["name"] = "texts" });
        await clara.PostAsync(new(desk.First, "/admin/caches"), "?handler=InvalidateAll", []);
        using var unknown = await clara.PostFormAsync(
            new(desk.First, "/admin/caches?handler=Invalidate"), DeskVisitor.TokenOf(invalidated), new() { ["name"] = "unheard-of" });

        Assert.Contains("texts: every node loads it again.", invalidated, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        await Eventually.TrueAsync(
            async () => await VersionsAsync() is { } now && now.All(pair => pair.Value.Distinct().Count() == 1 && pair.Value[0] > before[pair.Key][0]),
            "both nodes have all caches, at the same and a later version");
        var page = await clara.OpenAsync(desk.First, "/admin/caches");
        Assert.All((string[])["access", "classes", "texts"], name => Assert.Contains($"data-cache=\"{name}\"", page, StringComparison.Ordinal));
        Assert.All((string[])["node-1", "node-2"], node => Assert.Equal(3, Regex.Count(page, $"data-node=\"{node}\"")));

        async Task<Dictionary<string, long[]>> VersionsAsync() => (await AskAsync(clara, desk.First, "/api/admin/caches"))!.AsArray().ToDictionary(
            cache => (string)cache!["name"]!,
            cache => cache!["nodes"]!.AsArray().Select(node => (long?)node!["version"] ?? 0).Prepend((long)cache["version"]!).ToArray());
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    // What accounting may do; the others may do everything.
    private async Task<JsonNode> GrantAsync(DeskVisitor clara, string slug, string accounting)
    {
        var revision = (long)(await AskAsync(clara, desk.First, "/api/admin/access"))!["revision"]!;
        var (status, outcome) = await clara.AskAsync(HttpMethod.Put, desk.First, $"/api/admin/access/{slug}", new
        {
            levels = new Dictionary<string, string> { ["Contracts"] = "Edit", ["Accounting"] = accounting, ["Administration"] = "Edit" },
            revision,
        });
        Assert.Equal(HttpStatusCode.OK, status);
        return outcome!;
    }

    private async Task<string> RevisionAsync(DeskVisitor clara, string page) => DeskVisitor.FieldOf(await clara.OpenAsync(desk.First, page), "revision");

    private async Task ShowsAsync(DeskVisitor visitor, string path, string text) => await Eventually.TrueAsync(
        async () => (await visitor.OpenAsync(desk.Second, path)).Contains(text, StringComparison.Ordinal), $"the other node shows {text}");

    private static async Task<JsonNode?> AskAsync(DeskVisitor visitor, Uri node, string path)
    {
        var (status, json) = await visitor.AskAsync(HttpMethod.Get, node, path);
        Assert.Equal(HttpStatusCode.OK, status);
        return json;
    }
}
