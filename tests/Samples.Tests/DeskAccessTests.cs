using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Clustering.Testing;

namespace Samples.Tests;

/// <summary>What visitors may do by the access lists, on whichever node they are changed, and what only administrators may. Each test takes a class of its own.</summary>
public sealed partial class DeskAccessTests(Desk desk) : IClassFixture<Desk>
{
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
        Assert.DoesNotContain((await bruno.ReadAsync(desk.Second, "/api/reservations")).AsArray(), reserved => (string?)reserved!["document"] == "D-1026");
        Assert.Contains("Archive: concept", await clara.OpenAsync(desk.Second, "/"), StringComparison.Ordinal);

        // The later one has come, so the one before would have.
        await open.HearsAsync("reserved", "D-1001");
        Assert.False(open.HasHeard("reserved", "D-1027"));
    }

    [Fact]
    public async Task Administration_BySomebodyElse_IsRefused()
    {
        using var bruno = await DeskVisitor.SignInAsync(desk.First, "bruno");
        var home = await bruno.OpenAsync(desk.First, "/");
        foreach (var page in (string[])["classes", "access", "texts", "caches", "operations"])
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
        Assert.All((string[])["access", "classes", "news", "search", "texts"], name => Assert.Contains($"data-cache=\"{name}\"", page, StringComparison.Ordinal));
        Assert.All((string[])["node-1", "node-2"], node => Assert.Equal(5, Regex.Count(page, $"data-node=\"{node}\"")));

        async Task<Dictionary<string, long[]>> VersionsAsync() => (await clara.ReadAsync(desk.First, "/api/admin/caches")).AsArray().ToDictionary(
            cache => (string)cache!["name"]!,
            cache => cache!["nodes"]!.AsArray().Select(node => (long?)node!["version"] ?? 0).Prepend((long)cache["version"]!).ToArray());
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    // What accounting may do; the others may do everything.
    private async Task<JsonNode> GrantAsync(DeskVisitor clara, string slug, string accounting)
    {
        var revision = (long)(await clara.ReadAsync(desk.First, "/api/admin/access"))["revision"]!;
        var (status, outcome) = await clara.AskAsync(HttpMethod.Put, desk.First, $"/api/admin/access/{slug}", new
        {
            levels = new Dictionary<string, string> { ["Contracts"] = "Edit", ["Accounting"] = accounting, ["Administration"] = "Edit" },
            revision,
        });
        Assert.Equal(HttpStatusCode.OK, status);
        return outcome!;
    }
}
