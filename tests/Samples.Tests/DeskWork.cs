using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Clustering.Testing;

namespace Samples.Tests;

/// <summary>What tests do with documents and see of the work that comes of it.</summary>
internal static class DeskWork
{
    /// <summary>Reserves a document, saves it, and gives it back.</summary>
    public static async Task SaveAsync(this DeskVisitor visitor, Uri node, string id, string text)
    {
        var (_, reserved) = await visitor.AskAsync(HttpMethod.Post, node, "/api/reservations", new { id });
        var (saved, _) = await visitor.AskAsync(
            HttpMethod.Put, node, $"/api/documents/{id}", new { title = $"Title of {id}", summary = "What the test has saved.", text, fence = (long)reserved!["holder"]!["fence"]! });
        Assert.Equal(HttpStatusCode.OK, saved);
        await visitor.AskAsync(HttpMethod.Delete, node, $"/api/reservations/{id}");
    }

    public static Task FindsAsync(this DeskVisitor visitor, Uri node, string word, string id, TimeSpan? limit = null) => Eventually.TrueAsync(
        async () => (await visitor.ReadAsync(node, $"/api/documents?q={word}")).AsArray().Any(found => (string?)found!["id"] == id), $"'{word}' finds {id}", limit);

    /// <summary>Gets the dead letters that are about a document.</summary>
    public static async Task<IReadOnlyList<JsonNode>> DeadLettersAsync(this DeskVisitor clara, Uri node, string document) =>
        [.. (await clara.ReadAsync(node, "/api/admin/operations/dead-letters?handler=index")).AsArray().Where(letter => (string?)letter!["orderKey"] == document)!];

    public static Task DeadAsync(this DeskVisitor clara, Uri node, string document, int count = 1) => Eventually.TrueAsync(
        async () => (await clara.DeadLettersAsync(node, document)).Count == count, string.Create(CultureInfo.InvariantCulture, $"{document} has {count} dead letters"));

    /// <summary>Gets what nodes have run of a document, the latest first.</summary>
    public static async Task<IReadOnlyList<JsonNode>> RunsAsync(this DeskVisitor clara, Uri node, string document, string handler = "index") =>
        [.. (await clara.ReadAsync(node, "/api/admin/runs")).AsArray().Where(run => (string?)run!["document"] == document && (string?)run["handler"] == handler)!];
}
