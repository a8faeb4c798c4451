using Clustering;
using Clustering.Caches;
using DocumentDesk.Access;
using DocumentDesk.Classes;
using DocumentDesk.News;
using DocumentDesk.Texts;

namespace DocumentDesk.Books;

/// <summary>Which state of the books and the news this node shows, and when it shows another one: for pages that are open.</summary>
/// <remarks>A cache does not say that it has been loaded again. But to read it costs nanoseconds, so it is looked at now and then.</remarks>
internal sealed class BookRevisions(IStaticCache<ClassBook> classes, IStaticCache<TextBook> texts, IStaticCache<AccessBook> access, IStaticCache<NewsBook> news)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    private long _latest;

    /// <summary>Occurs some moments after this node shows what somebody has changed. Handlers must be quick.</summary>
    public event Action? Changed;

    /// <summary>Gets the latest revision of all of them as this node has them. They are fences, which grow over the whole cluster.</summary>
    public long Latest
    {
        get
        {
            try
            {
                Volatile.Write(ref _latest, ((long[])[classes.Current.Revision, texts.Current.Revision, access.Current.Revision, news.Current.Revision]).Max());
            }
            catch (Exception exception) when (exception is InvalidOperationException or ClusterUnavailableException)
            {
                // Not loaded yet, or nobody knows whether it is current: as far as is known, nothing has changed.
            }

            return Volatile.Read(ref _latest);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period);
        var former = Latest;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (Latest is var now && now != former)
            {
                former = now;
                Changed?.Invoke();
            }
        }
    }
}
