using System.Globalization;
using System.Net;
using Clustering.AspNetCore.Tests.Rig;
using Clustering.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Clustering.AspNetCore.Tests.Sessions;

/// <summary>Once the client has the response, every node shows what the request changed, whatever kind of response it was.</summary>
public sealed class SessionVisibilityTests
{
    private const int Rounds = 2_000;

    private static readonly string File = Path.GetTempFileName();

    private static void Map(WebApplication app)
    {
        SessionApp.Map(app);
        app.MapGet("/kind/{kind}", async (HttpContext context, string kind, string value) =>
        {
            var response = context.Response;
            await context.Session.LoadAsync();
            if (!kind.StartsWith("late", StringComparison.Ordinal))
            {
                context.Session.SetString("value", value);
            }

            switch (kind)
            {
                case "length":
                    response.ContentLength = 5;
                    await response.WriteAsync("hello");
                    break;
                case "length-then-work":
                    response.ContentLength = 5;
                    await response.WriteAsync("hello");
                    await Task.Delay(2); // The client has everything; the server is still at work.
                    break;
                case "chunked":
                    await response.WriteAsync("hello");
                    await response.WriteAsync("again");
                    break;
                case "json":
                    await response.WriteAsJsonAsync(new { value });
                    break;
                case "stream":
                    await response.Body.WriteAsync("hello"u8.ToArray());
                    break;
                case "writer":
                    response.ContentLength = 5;
                    "hello"u8.CopyTo(response.BodyWriter.GetSpan(5));
                    response.BodyWriter.Advance(5);
                    await response.BodyWriter.FlushAsync();
                    break;
                case "writer-unflushed":
                    "hello"u8.CopyTo(response.BodyWriter.GetSpan(5));
                    response.BodyWriter.Advance(5);
                    break;
                case "file":
                    response.ContentLength = new FileInfo(File).Length;
                    await response.SendFileAsync(File);
                    break;
                case "redirect":
                    response.Redirect("/get?key=value");
                    break;
                case "no-content":
                    response.StatusCode = StatusCodes.Status204NoContent;
                    break;
                case "empty":
                    break;
                case "complete":
                    response.ContentLength = 0;
                    await response.CompleteAsync();
                    break;
                case "error":
                    response.StatusCode = StatusCodes.Status400BadRequest;
                    await response.WriteAsync("no");
                    break;
                case "thrown":
                    throw new InvalidOperationException("as an endpoint that fails after it changed the session");
                case "late-length":
                    response.ContentLength = 10;
                    await response.WriteAsync("hello");
                    context.Session.SetString("value", value);
                    await response.WriteAsync("again");
                    break;
                case "late-chunked":
                    await response.WriteAsync("hello");
                    context.Session.SetString("value", value);
                    break;
                case "late-stream":
                    response.ContentLength = 10;
                    await response.Body.WriteAsync("hello"u8.ToArray());
                    context.Session.SetString("value", value);
                    await response.Body.WriteAsync("again"u8.ToArray());
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(kind), kind, null);
            }
        });
    }

    public static TheoryData<string> Kinds => new(
        "length", "length-then-work", "chunked", "json", "stream", "writer", "writer-unflushed", "file", "redirect", "no-content", "empty",
        "complete", "error", "thrown", "late-length", "late-chunked", "late-stream");

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Read_OnAnotherNodeRightAfterTheResponse_SeesTheChange(string kind)
    {
        await using var nodes = await TwoNodes.StartAsync(ClusterNames.New("visibility"), Map);
        var stale = 0;
        var rounds = Rounds / Kinds.Count;
        var cookies = new CookieContainer();
        using var browser = TestNode.Browser(cookies);
        using var other = TestNode.Browser(cookies);
        await browser.GetStringAsync(nodes.First.At("/set?key=value&value=0"));
        for (var round = 1; round <= rounds; round++)
        {
            using (var response = await browser.GetAsync(nodes.First.At($"/kind/{kind}?value={round}")))
            {
                await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            }

            if (await other.GetStringAsync(nodes.Second.At("/get?key=value")) != round.ToString(CultureInfo.InvariantCulture))
            {
                stale++;
            }
        }

        Assert.Equal(0, stale);
    }

    [Fact]
    public async Task Read_OnAnotherNodeRightAfterTheResponse_WithStockMiddleware_SeesTheChange()
    {
        await using var nodes = await TwoNodes.StartAsync(ClusterNames.New("visibility"), SessionApp.MapStock);
        var stale = 0;
        using var browser = TestNode.Browser();
        for (var round = 1; round <= Rounds; round++)
        {
            await browser.GetStringAsync(nodes.First.At($"/set?key=value&value={round}"));
            if (await browser.GetStringAsync(nodes.Second.At("/get?key=value")) != round.ToString(CultureInfo.InvariantCulture))
            {
                stale++;
            }
        }

        Assert.Equal(0, stale);
    }
}
