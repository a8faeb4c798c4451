using Clustering;
using Clustering.Caches;
using DocumentDesk.Access;
using DocumentDesk.Classes;
using DocumentDesk.News;
using DocumentDesk.Texts;
using Microsoft.Extensions.Primitives;

namespace DocumentDesk.Books;

/// <summary>Which state of the books and the news this node shows, and when it shows another one: for pages that are open.</summary>
internal sealed class BookRevisions : IDisposable
{
    private readonly IStaticCache<ClassBook> _classes;
    private readonly IStaticCache<TextBook> _texts;
    private readonly IStaticCache<AccessBook> _access;
    private readonly IStaticCache<NewsBook> _news;
    private readonly IDisposable[] _watches;
    private long _latest;

    public BookRevisions(IStaticCache<ClassBook> classes, IStaticCache<TextBook> texts, IStaticCache<AccessBook> access, IStaticCache<NewsBook> news)
    {
        (_classes, _texts, _access, _news) = (classes, texts, access, news);
        _watches =
        [
            ChangeToken.OnChange(classes.GetReloadToken, () => Changed?.Invoke()),
            ChangeToken.OnChange(texts.GetReloadToken, () => Changed?.Invoke()),
            ChangeToken.OnChange(access.GetReloadToken, () => Changed?.Invoke()),
            ChangeToken.OnChange(news.GetReloadToken, () => Changed?.Invoke()),
        ];
    }

    /// <summary>Occurs when this node shows what somebody has changed. Handlers must be quick.</summary>
    public event Action? Changed;

    /// <summary>Gets the latest revision of all of them as this node has them. They are fences, which grow over the whole cluster.</summary>
    public long Latest
    {
        get
        {
            try
            {
                Volatile.Write(ref _latest, ((long[])[_classes.Current.Revision, _texts.Current.Revision, _access.Current.Revision, _news.Current.Revision]).Max());
            }
            catch (Exception exception) when (exception is InvalidOperationException or ClusterUnavailableException)
            {
                // Not loaded yet, or nobody knows whether it is current: as far as is known, nothing has changed.
            }

            return Volatile.Read(ref _latest);
        }
    }

    public void Dispose()
    {
        foreach (var watch in _watches)
        {
            watch.Dispose();
        }
    }
}
