using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Clustering.AspNetCore.Tests.Rig;
using Clustering.Nodes;
using Clustering.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Clustering.AspNetCore.Tests.Caches;

/// <summary>What administrators see and do over HTTP.</summary>
public sealed class CacheEndpointTests : IAsyncLifetime
{
    private readonly Shelf _shelf = new();
    private readonly HttpClient _admin = TestNode.Browser();
    private TwoNodes _nodes = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _nodes = await TwoNodes.StartAsync(ClusterNames.New("admin"), _shelf.Map, build: _shelf.Build);
        await _admin.GetStringAsync(_nodes.First.At("/begin"), Cancel);
        await _admin.GetStringAsync(_nodes.Second.At("/begin"), Cancel);
        await Eventually.TrueAsync(() => NodesOf(_nodes.First).Live.Count == 2, "the nodes know each other");
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _nodes.DisposeAsync();
    }

    [Fact]
    public async Task List_NamesEachNodeAndWhatItHas()
    {
        await Eventually.TrueAsync(
            async () =>
            {
                var cache = (await GetAsync("")).Single();
                var nodes = cache.GetProperty("nodes").EnumerateArray().ToList();
                return cache.GetProperty("name").GetString() == "number"
                    && nodes.Select(node => node.GetProperty("id").GetString()).Order().SequenceEqual(
                        new[] { NodesOf(_nodes.First).Self.Id, NodesOf(_nodes.Second).Self.Id }.Order())
                    && nodes.TrueForAll(node => node.GetProperty("behindMilliseconds").GetDouble() == 0 && node.GetProperty("isCurrent").GetBoolean());
            },
            "both are up to date");
        await Eventually.TrueAsync(async () => (await GetAsync("/laggards")).Count == 0, "nobody is behind");
    }

    [Fact]
    public async Task Laggards_WhileANodeLoads_NamesIt()
    {
        _shelf.Close();
        await PostAsync("/invalidate", """{"names":["number"]}""");

        var cache = Assert.Single(await GetAsync("/laggards"));

        Assert.NotEqual(0, cache.GetProperty("nodes").GetArrayLength());
        _shelf.Open();
    }

    [Fact]
    public async Task Invalidate_WithAWait_ReturnsWhenAllReadTheChange()
    {
        var edition = int.Parse(await _admin.GetStringAsync(_nodes.First.At("/change"), Cancel), CultureInfo.InvariantCulture);
        using var response = await PostAsync("/invalidate", """{"names":["number"],"waitSeconds":30}""");

        var barrier = Assert.Single((await response.Content.ReadFromJsonAsync<List<JsonElement>>(Cancel))!);
        Assert.True(barrier.GetProperty("isComplete").GetBoolean());
        using var other = TestNode.Browser();
        Assert.Equal($"{edition}", await other.GetStringAsync(_nodes.Second.At("/read"), Cancel));
    }

    [Fact]
    public async Task InvalidateAll_GivesATokenForEach()
    {
        using var response = await PostAsync("/invalidate-all", "{}");

        var token = Assert.Single((await response.Content.ReadFromJsonAsync<List<JsonElement>>(Cancel))!);
        Assert.EndsWith("@number", token.GetProperty("token").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/invalidate", "{}", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("/invalidate", """{"names":[""]}""", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("/invalidate", """{"names":["a"],"waitSeconds":-1}""", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("/invalidate", "names=number", "application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("/invalidate-all", "{}", "text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("/invalidate-all", "", "application/json", HttpStatusCode.BadRequest)]
    public async Task Invalidate_ThatIsNotAskedForProperly_IsRefused(string path, string body, string type, HttpStatusCode expected)
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var response = await _admin.PostAsync(_nodes.First.At("/cluster/caches" + path), content, Cancel);

        Assert.Equal(expected, response.StatusCode);
    }

    private static IClusterNodes NodesOf(TestNode node) => node.Services.GetRequiredService<IClusterNodes>();

    private async Task<List<JsonElement>> GetAsync(string path) =>
        (await _admin.GetFromJsonAsync<List<JsonElement>>(_nodes.First.At("/cluster/caches" + path), Cancel))!;

    private async Task<HttpResponseMessage> PostAsync(string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        var response = await _admin.PostAsync(_nodes.First.At("/cluster/caches" + path), content, Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response;
    }
}
