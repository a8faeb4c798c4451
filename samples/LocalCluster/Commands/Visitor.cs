using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;

namespace LocalCluster.Commands;

/// <summary>A browser without a window: one jar of cookies for the load balancer and every node, follows redirects, fills in forms.</summary>
internal sealed partial class Visitor : IDisposable
{
    private const string TokenField = "__RequestVerificationToken";

    private readonly HttpClient _client;
    private readonly Uri _proxy;
    private readonly Func<int, Uri> _nodeAddress;

    public Visitor(Uri proxy, Func<int, Uri> nodeAddress)
    {
        // Cookies belong to a host, whatever the port, so all addresses are of this one.
        _proxy = new UriBuilder(proxy) { Host = "127.0.0.1" }.Uri;
        _nodeAddress = nodeAddress;
        _client = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), UseCookies = true })
        {
            Timeout = TimeSpan.FromSeconds(30),
        };
    }

    /// <summary>Gets the last answer.</summary>
    public Answer? Last { get; private set; }

    /// <summary>Asks for a page; of a node if a number is given, else through the load balancer.</summary>
    public Task<Answer> GetAsync(int? node, string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, node, path, content: null, cancellationToken);

    public Task<Answer> DeleteAsync(int? node, string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, node, path, content: null, cancellationToken);

    /// <summary>Sends values: as JSON to <c>/api</c>, else as the form of that page, with its anti-forgery token.</summary>
    public async Task<Answer> PostAsync(int? node, string path, Dictionary<string, string> values, CancellationToken cancellationToken)
    {
        if (path.StartsWith("/api/", StringComparison.Ordinal))
        {
            using var json = JsonContent.Create(values);
            return await SendAsync(HttpMethod.Post, node, path, json, cancellationToken);
        }

        var page = await GetAsync(node, path.Split('?')[0], cancellationToken);
        var token = TokenOf().Match(page.Body);
        if (!token.Success)
        {
            throw new CommandException($"{path} has no form to post: it answered {page.Status}, and there is no anti-forgery token in it.");
        }

        using var form = new FormUrlEncodedContent(values.Append(new(TokenField, WebUtility.HtmlDecode(token.Groups[1].Value))));
        return await SendAsync(HttpMethod.Post, node, path, form, cancellationToken);
    }

    public void Dispose() => _client.Dispose();

    [GeneratedRegex("name=\"" + TokenField + "\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex TokenOf();

    private async Task<Answer> SendAsync(HttpMethod method, int? node, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        var address = new Uri(node is { } number ? _nodeAddress(number) : _proxy, path);
        using var request = new HttpRequestMessage(method, address) { Content = content };
        try
        {
            using var response = await _client.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            var servedBy = response.Headers.TryGetValues("X-Node", out var names) ? names.First() : "nobody";
            return Last = new($"{method} {path}", (int)response.StatusCode, servedBy, body);
        }
        catch (HttpRequestException exception)
        {
            throw new CommandException($"{method} {address} got no answer: {exception.Message}");
        }
    }
}
