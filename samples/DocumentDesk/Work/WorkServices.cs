using Clustering;
using Clustering.Caches;
using DocumentDesk.Books;
using DocumentDesk.News;
using DocumentDesk.Search;

namespace DocumentDesk.Work;

internal static class WorkServices
{
    /// <summary>Adds what is done after a document was saved, by whichever node is free, and what comes of it: the search index, and the news.</summary>
    public static IClusterBuilder AddDocumentWork(this IClusterBuilder builder)
    {
        builder.AddStaticCache("search", (services, cancellationToken) => services.GetRequiredService<IndexStore>().ReadAsync(cancellationToken), StalePolicy.ServeStale);
        builder.AddStaticCache("news", (services, cancellationToken) => services.GetRequiredService<NewsStore>().ReadAsync(cancellationToken), StalePolicy.ServeStale);
        builder.Services.AddHostedService<BookLoader<SearchIndex>>();
        builder.Services.AddHostedService<BookLoader<NewsBook>>();
        builder.Services.AddSingleton<IndexStore>();
        builder.Services.AddSingleton<NewsStore>();
        builder.Services.AddSingleton<WorkJournal>();

        // A document that is saved ten times in a second is indexed twice.
        builder.AddOperationHandler<DocumentUpdated, IndexDocument>("index", options =>
        {
            options.OrderKey = updated => updated.Id;
            options.LatestOnly = true;
            options.Concurrency = 1; // on each node: when many are saved, several nodes index
            options.MaxAttempts = 3;
            options.BackOff = TimeSpan.FromMilliseconds(200); // whoever watches does not like to wait
        });

        // One line after the other, in the whole cluster: they all go into one list, in the order of saving.
        return builder.AddOperationHandler<DocumentUpdated, TellNews>("notify", options => options.OrderKey = _ => "news");
    }
}
