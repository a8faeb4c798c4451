using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Samples.Tests;

/// <summary>Somebody with a browser, who goes to whichever node he is told. His cookies go along.</summary>
internal sealed partial class DeskVisitor : IDisposable
{
    private readonly CookieContainer _cookies = new();
    private readonly HttpClient _browser;

    private DeskVisitor() => _browser = new(new HttpClientHandler { CookieContainer = _cookies });

    public HttpClient Browser => _browser;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<DeskVisitor> SignInAsync(Uri node, string name)
    {
        var visitor = new DeskVisitor();
        var page = await visitor.PostAsync(new Uri(node, "/signin"), "", new() { ["name"] = name, ["password"] = "desk" });
        Assert.Contains("Sign out", page, StringComparison.Ordinal);
        return visitor;
    }

    /// <summary>Opens a page.</summary>
    public async Task<string> OpenAsync(Uri node, string path)
    {
        using var reply = await _browser.GetAsync(new Uri(node, path), Cancellation);
        return await TextOfAsync(reply);
    }

    /// <summary>Sends the form of a page, as a browser does: with its token, and to where it leads.</summary>
    /// <returns>The page that comes of it.</returns>
    public async Task<string> PostAsync(Uri page, string handler, Dictionary<string, string> fields)
    {
        var token = TokenOf(await OpenAsync(page, ""));
        return await SendAsync(new(page, handler), token, fields);
    }

    /// <summary>Sends a form with a token that was read before.</summary>
    public async Task<string> SendAsync(Uri address, string token, Dictionary<string, string> fields)
    {
        using var reply = await PostFormAsync(address, token, fields);
        return await TextOfAsync(reply);
    }

    public async Task<HttpResponseMessage> PostFormAsync(Uri address, string token, Dictionary<string, string> fields)
    {
        using var form = new FormUrlEncodedContent(fields.Append(new("__RequestVerificationToken", token)));
        return await _browser.PostAsync(address, form, Cancellation);
    }

    /// <summary>Asks a JSON endpoint.</summary>
    public async Task<(HttpStatusCode Status, JsonNode? Json)> AskAsync(HttpMethod method, Uri node, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(node, path)) { Content = body is null ? null : JsonContent.Create(body) };
        using var reply = await _browser.SendAsync(request, Cancellation);
        var text = await reply.Content.ReadAsStringAsync(Cancellation);
        return (reply.StatusCode, text.Length > 0 ? JsonNode.Parse(text) : null);
    }

    /// <summary>Reads what a JSON endpoint gives, which must be something.</summary>
    public async Task<JsonNode> ReadAsync(Uri node, string path)
    {
        var (status, json) = await AskAsync(HttpMethod.Get, node, path);
        Assert.Equal(HttpStatusCode.OK, status);
        return json!;
    }

    /// <summary>Loses a cookie.</summary>
    public void Forget(Uri node, string cookie) => _cookies.GetCookies(node)[cookie]!.Expired = true;

    public void Dispose() => _browser.Dispose();

    public static string TokenOf(string page) => Token().Match(page).Groups[1].Value;

    public static string FieldOf(string page, string name) => Regex.Match(page, $"name=\"{name}\" value=\"([^\"]*)\"").Groups[1].Value;

    public static string PageFenceOf(string page) => Regex.Match(page, "data-page=\"([^\"]*)\"").Groups[1].Value;

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    // As a person reads it: without the entities.
    private static async Task<string> TextOfAsync(HttpResponseMessage reply) => WebUtility.HtmlDecode(await reply.Content.ReadAsStringAsync(Cancellation));
}
