using System.Collections.Concurrent;
using Clustering.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Clustering.AspNetCore.Tests.Operations;

/// <summary>An app with one handler, which refuses some letters until the test says otherwise.</summary>
internal sealed class Post
{
    private readonly ConcurrentQueue<string> _delivered = [];

    /// <summary>Gets what was delivered, on whichever node.</summary>
    public IReadOnlyCollection<string> Delivered => _delivered;

    /// <summary>Gets or sets a value indicating whether letters with "bad" in them fail.</summary>
    public bool IsStrict { get; set; } = true;

    public void Build(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(this);
        builder.AddClustering().AddOperationHandler<Letter, LetterHandler>("post", options => options.MaxAttempts = 1);
    }

    public static void Map(WebApplication app)
    {
        app.UseClusterSession();
        app.MapClusterOperations();
    }

    [Operation("letter")]
    internal sealed record Letter(string Text);

    internal sealed class LetterHandler(Post post) : IOperationHandler<Letter>
    {
        public Task HandleAsync(Letter operation, OperationContext context, CancellationToken cancellationToken)
        {
            if (post.IsStrict && operation.Text.Contains("bad", StringComparison.Ordinal))
            {
                throw new InvalidOperationException("No stamp.");
            }

            post._delivered.Enqueue(operation.Text);
            return Task.CompletedTask;
        }
    }
}
