using Microsoft.AspNetCore.Http;

namespace Clustering.Internal;

/// <summary>The answer while the cluster cannot answer: 503, to be tried again.</summary>
internal static class UnavailableResponse
{
    public static async Task WriteAsync(HttpContext context)
    {
        var response = context.Response;
        response.Clear();
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.Headers.RetryAfter = "1";
        response.Headers.CacheControl = "no-store";
        response.ContentType = "text/plain; charset=utf-8";
        await response.WriteAsync("The service is briefly unavailable. Nothing was changed as far as is known; please try again.\n");
    }
}
