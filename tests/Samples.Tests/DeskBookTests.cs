using System.Net;
using System.Text.RegularExpressions;
using Clustering.Testing;

namespace Samples.Tests;

/// <summary>What an administrator changes on one node, as it is on two.</summary>
public sealed class DeskBookTests(Desk desk) : IClassFixture<Desk>
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
        Assert.Equal("Guidelines", (string?)(await anna.ReadAsync(desk.Second, "/api/documents/D-1019"))["class"]!["name"]);
    }

    [Fact]
    public async Task Change_OfOnesOwn_IsReadOnTheOtherNodeAtOnce()
    {
        using var clara = await DeskVisitor.SignInAsync(desk.First, "clara");
        for (var i = 0; i < 20; i++)
        {
            var (here, there) = i % 2 == 0 ? (desk.First, desk.Second) : (desk.Second, desk.First);
            var texts = await clara.ReadAsync(here, "/api/admin/texts");
            texts["texts"]!["search"] = $"Search number {i}";
            var (status, _) = await clara.AskAsync(HttpMethod.Put, here, "/api/admin/texts", texts);

            Assert.Equal(HttpStatusCode.NoContent, status);
            Assert.Contains($"Search number {i}\"", await clara.OpenAsync(there, "/"), StringComparison.Ordinal);
        }
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
        var revision = (long)(await clara.ReadAsync(desk.First, "/api/admin/texts"))["revision"]!;
        await open.HearsAsync(news => (long)news["books"]! >= revision);
        Assert.Contains($"data-books=\"{revision}\"", await bruno.OpenAsync(desk.Second, "/"), StringComparison.Ordinal);
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

    private async Task<string> RevisionAsync(DeskVisitor clara, string page) => DeskVisitor.FieldOf(await clara.OpenAsync(desk.First, page), "revision");

    private async Task ShowsAsync(DeskVisitor visitor, string path, string text) => await Eventually.TrueAsync(
        async () => (await visitor.OpenAsync(desk.Second, path)).Contains(text, StringComparison.Ordinal), $"the other node shows {text}");
}
