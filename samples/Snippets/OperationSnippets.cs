using Clustering.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Snippets;

/// <summary>The code of docs/operations.md.</summary>
internal static class OperationSnippets
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.AddClustering()
            .AddOperationHandler<DocumentUpdated, IndexHandler>("index", options =>
            {
                options.OrderKey = document => document.Id;
                options.LatestOnly = true;
                options.MaxAttempts = 5;
            })
            .AddOperationHandler<DocumentUpdated, MailHandler>("mail", options => options.When = document => document.IsPublished);
    }

    public static async Task EnqueueAsync(IOperations operations, string id, CancellationToken cancellationToken)
    {
        await operations.EnqueueAsync(new DocumentUpdated(id, IsPublished: true), cancellationToken: cancellationToken);
    }

    public static async Task LaterAsync(IOperations operations, string id, CancellationToken cancellationToken)
    {
        var options = new EnqueueOptions
        {
            At = DateTimeOffset.Now.Date.AddDays(1),
            Priority = OperationPriority.Low,
            DeduplicationKey = $"nightly/{id}",
            DeduplicationWindow = TimeSpan.FromHours(20),
        };
        await operations.EnqueueAsync(new DocumentUpdated(id, IsPublished: false), options, cancellationToken);
    }

    public static async Task<IResult> WaitAsync(IOperations operations, string id, CancellationToken cancellationToken)
    {
        var operation = await operations.EnqueueAsync(
            new DocumentUpdated(id, IsPublished: true), new() { KeepOutcome = TimeSpan.FromMinutes(10) }, cancellationToken);
        var ended = await operations.WaitAsync("index", operation, TimeSpan.FromSeconds(5), cancellationToken);
        return Results.Ok(ended!.State);
    }

    public static void Administer(WebApplication app)
    {
        app.MapPost("/operations/{handler}/replay", async (string handler, IOperationQueues queues, CancellationToken cancellationToken) =>
            await queues.ReplayAsync(handler, cancellationToken: cancellationToken))
            .RequireAuthorization("admin");
    }

    [Operation("document-updated", Version = 1)]
    internal sealed record DocumentUpdated(string Id, bool IsPublished);

    internal sealed class IndexHandler(Index index) : IOperationHandler<DocumentUpdated>
    {
        public Task HandleAsync(DocumentUpdated operation, OperationContext context, CancellationToken cancellationToken) =>
            index.WriteAsync(operation.Id, context.Fence, cancellationToken);
    }

    internal sealed class MailHandler(Mail mail) : IOperationHandler<DocumentUpdated>
    {
        public async Task HandleAsync(DocumentUpdated operation, OperationContext context, CancellationToken cancellationToken)
        {
            var number = await context.OnceAsync("number", mail.TakeNumberAsync, cancellationToken);
            await context.OnceAsync("send", cancel => mail.SendAsync(number, operation.Id, cancel), cancellationToken);
        }
    }

    internal abstract class Index
    {
        public abstract Task WriteAsync(string id, long fence, CancellationToken cancellationToken);
    }

    internal abstract class Mail
    {
        public abstract Task<int> TakeNumberAsync(CancellationToken cancellationToken);

        public abstract Task<bool> SendAsync(int number, string id, CancellationToken cancellationToken);
    }
}
