using Clustering;
using Clustering.Caches;
using DocumentDesk.Access;
using DocumentDesk.Classes;
using DocumentDesk.Texts;

namespace DocumentDesk.Books;

internal static class BookServices
{
    /// <summary>Adds what administrators change: in the memory of every node, and the same in all of them.</summary>
    public static IClusterBuilder AddBooks(this IClusterBuilder builder)
    {
        builder.AddBook<ClassBook>(StalePolicy.ServeStale);
        builder.AddBook<TextBook>(StalePolicy.ServeStale);
        builder.AddBook<AccessBook>(StalePolicy.Fail); // a right that was taken away is not granted by a node that cannot know
        builder.Services.AddSingleton<BookRevisions>();
        return builder;
    }

    private static void AddBook<T>(this IClusterBuilder builder, StalePolicy whenStale)
        where T : Book, IBook<T>
    {
        builder.AddStaticCache(T.Name, (services, cancellationToken) => services.GetRequiredService<BookStore<T>>().ReadAsync(cancellationToken), whenStale);
        builder.Services.AddSingleton<BookStore<T>>();
        builder.Services.AddSingleton<BookEditor<T>>();
        builder.Services.AddHostedService<BookLoader<T>>();
    }
}
