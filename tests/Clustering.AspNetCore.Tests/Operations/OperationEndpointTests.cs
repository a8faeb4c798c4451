using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Clustering.AspNetCore.Tests.Rig;
using Clustering.Operations;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Clustering.AspNetCore.Tests.Operations;

/// <summary>What administrators see and do over HTTP, on a node that need not have run it.</summary>
public sealed class OperationEndpointTests : IAsyncLifetime
{
    private readonly Post _post = new();
    private readonly HttpClient _admin = TestNode.Browser();
    private TwoNodes _nodes = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IOperations Operations => _nodes.First.Services.GetRequiredService<IOperations>();

    public async ValueTask InitializeAsync() => _nodes = await TwoNodes.StartAsync(ClusterNames.New("admin"), Post.Map, build: _post.Build);

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _nodes.DisposeAsync();
    }

    [Fact]
    public async Task List_CountsTheQueueOfEachHandler()
    {
        await EnqueueAsync("good", "bad");
        await DeadAsync(1);
        await Eventually.TrueAsync(async () => (await QueueAsync()).GetProperty("completed").GetInt64() == 1, "the other is done");

        var queue = await QueueAsync();

        Assert.Equal(("post", 2, 0), (queue.GetProperty("handler").GetString(), queue.GetProperty("enqueued").GetInt64(), queue.GetProperty("live").GetInt64()));
        Assert.True(queue.GetProperty("isBalanced").GetBoolean());
        Assert.False(queue.GetProperty("isPaused").GetBoolean());
    }

    [Fact]
    public async Task DeadLetters_SayWhatTheyWereAboutAndWhyTheyFailed()
    {
        var ids = await EnqueueAsync("bad 1", "bad 2", "bad 3");
        await DeadAsync(3);

        var first = await GetAsync("/dead-letters?handler=post&take=2");
        var rest = await GetAsync("/dead-letters?handler=post&skip=2");

        var letters = first.EnumerateArray().Concat(rest.EnumerateArray()).ToList();
        Assert.Equal(2, first.GetArrayLength());
        Assert.Equal(ids.Order(), letters.Select(letter => letter.GetProperty("id").GetString()!).Order());
        Assert.All(letters, letter =>
        {
            Assert.StartsWith("""{"text":"bad """, letter.GetProperty("payload").GetString(), StringComparison.Ordinal);
            Assert.Equal("System.InvalidOperationException: No stamp.", letter.GetProperty("error").GetString());
            Assert.Equal(("Dead", "letter", 1), (
                letter.GetProperty("state").GetString(), letter.GetProperty("type").GetString(), letter.GetProperty("failedAttempts").GetInt32()));
            Assert.NotEqual(default, letter.GetProperty("since").GetDateTimeOffset());
        });
    }

    [Fact]
    public async Task Replay_OfOneAndOfAll_RunsThemAgain()
    {
        var ids = await EnqueueAsync("bad 1", "bad 2", "bad 3");
        await DeadAsync(3);
        _post.IsStrict = false;

        Assert.Equal(1, await CountAsync("/replay", new { handler = "post", ids = new[] { ids[1], "unheard-of" } }));
        await Eventually.TrueAsync(() => _post.Delivered.SequenceEqual(["bad 2"]), "the one is delivered");
        Assert.Equal(2, await CountAsync("/replay", new { handler = "post", all = true }));
        await Eventually.TrueAsync(() => _post.Delivered.Count == 3, "the others are");

        await DeadAsync(0);
    }

    [Fact]
    public async Task ReplayEdited_RunsWithTheOtherPayload()
    {
        var ids = await EnqueueAsync("bad");
        await DeadAsync(1);

        Assert.Equal(1, await CountAsync("/replay-edited", new { handler = "post", id = ids[0], payload = """{"text":"cured"}""" }));
        await Eventually.TrueAsync(() => _post.Delivered.SequenceEqual(["cured"]), "it is delivered");

        using var again = await PostAsync("/replay-edited", new { handler = "post", id = ids[0], payload = "{}" });
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task Delete_OfADeadLetter_RunsItNeverAgain()
    {
        var ids = await EnqueueAsync("bad 1", "bad 2");
        await DeadAsync(2);

        Assert.Equal(1, await CountAsync("/delete", new { handler = "post", ids = new[] { ids[0] } }));

        await DeadAsync(1);
        Assert.Equal(1, (await QueueAsync()).GetProperty("deleted").GetInt64());
        using var gone = await _admin.GetAsync(At($"/operation?handler=post&id={ids[0]}"), Cancel);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    [Fact]
    public async Task Pause_HoldsWhatIsEnqueuedUntilResume_AndSomeOfItCanBeCancelled()
    {
        using (var paused = await PostAsync("/pause", new { handler = "post" }))
        {
            Assert.Equal(HttpStatusCode.NoContent, paused.StatusCode);
        }

        var ids = await EnqueueAsync("one", "two");
        Assert.True((await QueueAsync()).GetProperty("isPaused").GetBoolean());
        Assert.Equal("Queued", (await GetAsync($"/operation?handler=post&id={ids[0]}")).GetProperty("state").GetString());
        using var cancelled = await PostAsync("/cancel", new { handler = "post", id = ids[0] });
        using var gone = await PostAsync("/cancel", new { handler = "post", id = ids[0] });
        using var resumed = await PostAsync("/resume", new { handler = "post" });

        Assert.Equal(
            (HttpStatusCode.NoContent, HttpStatusCode.NotFound, HttpStatusCode.NoContent), (cancelled.StatusCode, gone.StatusCode, resumed.StatusCode));
        await Eventually.TrueAsync(() => _post.Delivered.SequenceEqual(["two"]), "what was not cancelled is delivered");
    }

    [Theory]
    [InlineData("/replay", """{"handler":"post"}""", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("/replay", """{"handler":"post","all":true,"ids":["a"]}""", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("/replay", """{"handler":"post","ids":[null]}""", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("/replay", """{"all":true}""", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("/replay", "handler=post&all=true", "application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("/delete", """{"handler":"post","all":true}""", "text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("/replay-edited", """{"handler":"post","id":"a","payload":""}""", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("/cancel", """{"handler":"post"}""", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("/pause", """{"handler":"unheard-of"}""", "application/json", HttpStatusCode.NotFound)]
    [InlineData("/pause", "{}", "application/json", HttpStatusCode.NotFound)]
    [InlineData("/resume", "", "application/json", HttpStatusCode.BadRequest)]
    public async Task Act_ThatIsNotAskedForProperly_IsRefused(string path, string body, string type, HttpStatusCode expected)
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var response = await _admin.PostAsync(At(path), content, Cancel);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("/dead-letters")]
    [InlineData("/dead-letters?handler=post&take=501")]
    [InlineData("/dead-letters?handler=post&skip=-1")]
    [InlineData("/dead-letters?handler=post&skip=all")]
    [InlineData("/operation?handler=post")]
    public async Task Question_ThatIsNotAskedProperly_IsRefused(string path)
    {
        using var response = await _admin.GetAsync(At(path), Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    // The second node is asked; the first has enqueued.
    private Uri At(string path) => _nodes.Second.At("/cluster/operations" + path);

    private async Task<IReadOnlyList<string>> EnqueueAsync(params string[] texts) =>
        await Operations.EnqueueManyAsync(texts.Select(text => new Post.Letter(text)), cancellationToken: Cancel);

    private async Task DeadAsync(int count) =>
        await Eventually.TrueAsync(async () => (await QueueAsync()).GetProperty("dead").GetInt64() == count, $"there are {count} dead letters");

    private async Task<JsonElement> QueueAsync() => Assert.Single((await GetAsync("")).EnumerateArray());

    private Task<JsonElement> GetAsync(string path) => _admin.GetFromJsonAsync<JsonElement>(At(path), Cancel);

    private Task<HttpResponseMessage> PostAsync(string path, object body) => _admin.PostAsJsonAsync(At(path), body, Cancel);

    private async Task<int> CountAsync(string path, object body)
    {
        using var response = await PostAsync(path, body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("count").GetInt32();
    }
}
