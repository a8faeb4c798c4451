using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Clustering.Testing;

namespace Samples.Tests;

/// <summary>What an open page hears.</summary>
internal sealed class DeskStream : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly ConcurrentQueue<JsonNode> _heard = new();
    private readonly Task _reading;

    private DeskStream(DeskVisitor visitor, Uri node) => _reading = ReadAsync(visitor, node);

    /// <summary>Gets a task that ends when the stream does.</summary>
    public Task Ended => _reading;

    public static async Task<DeskStream> OpenAsync(DeskVisitor visitor, Uri node)
    {
        var stream = new DeskStream(visitor, node);
        await stream.HearsAsync(news => (string?)news["kind"] == "resync");
        return stream;
    }

    public bool HasHeard(string kind, string document) =>
        _heard.Any(news => (string?)news["kind"] == kind && (string?)news["document"] == document);

    public async Task<JsonNode> HearsAsync(string kind, string document) =>
        await HearsAsync(news => (string?)news["kind"] == kind && (string?)news["document"] == document);

    public async Task<JsonNode> HearsAsync(Func<JsonNode, bool> isIt)
    {
        await Eventually.TrueAsync(() => _reading.IsCompleted || _heard.Any(isIt), "the page is told");
        return _heard.FirstOrDefault(isIt) ?? throw new InvalidOperationException("The stream ended before.", _reading.Exception);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading.ContinueWith(static _ => { }, TaskScheduler.Default);
        _end.Dispose();
    }

    private async Task ReadAsync(DeskVisitor visitor, Uri node)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(node, "/api/reservations/live"));
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var reply = await visitor.Browser.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _end.Token);
        reply.EnsureSuccessStatusCode();
        await foreach (var item in SseParser.Create(await reply.Content.ReadAsStreamAsync(_end.Token)).EnumerateAsync(_end.Token))
        {
            _heard.Enqueue(JsonNode.Parse(item.Data)!);
        }
    }
}
