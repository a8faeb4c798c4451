using Microsoft.AspNetCore.Diagnostics;
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

        // An app with pages for its status codes puts its own here; that works only while there is no body.
        if (context.Features.Get<IStatusCodePagesFeature>() is not { Enabled: true })
        {
            response.ContentType = "text/plain; charset=utf-8";
            await response.WriteAsync("The service is briefly unavailable. Please try again.\n");
        }
    }
}
