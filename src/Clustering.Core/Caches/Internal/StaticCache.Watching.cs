using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Clustering.Caches.Internal;

// Telling whoever watches that there is another book.
internal sealed partial class StaticCache<T>
{
    private ConfigurationReloadToken _reload = new();

    public IChangeToken GetReloadToken() => Volatile.Read(ref _reload);

    // On another thread: whoever waits for the book has no need to wait for them.
    private void TellWatchers()
    {
        var reload = Interlocked.Exchange(ref _reload, new());
        ThreadPool.UnsafeQueueUserWorkItem(
            static told =>
            {
                try
                {
                    told.Reload.OnReload();
                }
                catch (Exception exception)
                {
                    told.Cache._logger.WatcherFailed(told.Cache.Name, exception);
                }
            },
            (Cache: this, Reload: reload),
            preferLocal: false);
    }
}
