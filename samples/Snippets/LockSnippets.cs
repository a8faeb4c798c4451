using Clustering.Locks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Snippets;

/// <summary>The code of docs/locks.md.</summary>
internal static class LockSnippets
{
    public static async Task TryAsync(IClusterLocks locks, CancellationToken cancellationToken)
    {
        await using var held = await locks.TryAcquireAsync("invoice-run", TimeSpan.FromSeconds(5), cancellationToken);
        if (held is null)
        {
            return;                                           // another node is at it
        }

        await RunAsync(held.Fence, held.Lost);
    }

    public static async Task LongAsync(IClusterLocks locks, CancellationToken cancellationToken)
    {
        await using var held = await locks.AcquireAsync("index", cancellationToken: cancellationToken);
        using var work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, held.Lost);
        try
        {
            await RunAsync(held.Fence, work.Token);
        }
        catch (OperationCanceledException) when (held.Lost.IsCancellationRequested)
        {
            Console.WriteLine($"Stopped, because the lock was lost: {held.Loss}");
        }
    }

    public static async Task GuardAsync(IFenceGuard guard, IClusterLock held, CancellationToken cancellationToken)
    {
        if (!await guard.TryEnterAsync("ledger", held.Fence, cancellationToken))
        {
            throw new InvalidOperationException("Somebody has had the lock after this one: it was lost unnoticed.");
        }
    }

    public static void Administer(WebApplication app)
    {
        app.MapPost("/locks/{name}/force", async (string name, string reason, HttpContext context, IClusterLocks locks, CancellationToken cancellationToken) =>
            await locks.ForceReleaseAsync(name, context.User.Identity!.Name!, reason, cancellationToken)
                ? Results.NoContent()
                : Results.NotFound())
            .RequireAuthorization("admin");
    }

    private static Task RunAsync(long fence, CancellationToken cancellationToken) => Task.Delay((int)(fence % 10), cancellationToken);
}
