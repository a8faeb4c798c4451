using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;

namespace Snippets;

/// <summary>The code of docs/data-protection-and-cache.md, and of what sessions.md says about moving.</summary>
internal static class KeySnippets
{
    public static void Protect(WebApplicationBuilder builder, X509Certificate2 certificate)
    {
        builder.AddClustering();
        builder.Services.AddDataProtection().ProtectKeysWithCertificate(certificate);
    }

    public static void Move(WebApplicationBuilder builder, DirectoryInfo sharedFolder)
    {
        builder.AddClustering();
        builder.Services.AddDataProtection()                      // as the old nodes have it
            .SetApplicationName("shop")
            .PersistKeysToFileSystem(sharedFolder);
    }

    public static async Task CacheAsync(IDistributedCache cache, byte[] page, CancellationToken cancellationToken)
    {
        var hour = new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1) };
        await cache.SetAsync("page:start", page, hour, cancellationToken);
    }
}
