using System.Buffers;
using Microsoft.Extensions.Logging;

namespace Clustering.Caches.Internal;

/// <summary>Takes a book from where another node has put it; or loads it, and puts it there for the others.</summary>
/// <remarks>
/// A book is put there under the region's position before its load began, and only while the region is still there; and it is taken only while the region is
/// there. So it counts as one that this node has loaded by itself at that moment. Whatever goes wrong, the node loads by itself.
/// </remarks>
internal sealed class SharedLoader<T>(
    StaticCacheDefinition<T> definition, OwnLoader<T> own, CacheShares shares, TimeSpan askEvery, CacheClock clock, CacheMetrics metrics, ILogger logger)
    : ICacheLoader<T>
    where T : class
{
    private readonly ICacheSerializer<T> _serializer = definition.Options.Serializer ?? new JsonCacheSerializer<T>();
    private readonly TimeSpan _patience = definition.Options.SharedLoadPatience;

    public void OnInvalid() => shares.Tell(definition.Name);

    public async Task<T> LoadAsync(long version, CancellationToken cancellationToken)
    {
        var began = clock.Time.GetTimestamp();
        while (shares.Run is { } run)
        {
            var news = shares.NewsOf(definition.Name);
            CacheShare share;
            try
            {
                share = await shares.Scripts.AskAsync(definition.Name, run, _patience, cancellationToken).ConfigureAwait(false);
            }
            catch (ClusterUnavailableException)
            {
                break;
            }

            switch (share.Status)
            {
                case CacheShareStatus.Here when RegionPosition.Parse(share.Position).Version >= version && Read(share.Data) is { } book:
                    metrics.Shared("taken");
                    return book;
                case CacheShareStatus.Yours:
                    return await LoadForAllAsync(run, share.Position, version, cancellationToken).ConfigureAwait(false);
                case CacheShareStatus.Another when clock.Time.GetElapsedTime(began) < _patience:
                    // The word may be lost, so it is asked again now and then.
                    var pause = share.Remaining < askEvery ? share.Remaining : askEvery;
                    await news.WaitAsync(pause, clock.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    cancellationToken.ThrowIfCancellationRequested();
                    continue;
            }

            break;
        }

        metrics.Shared("alone");
        return await own.LoadAsync(version, cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> LoadForAllAsync(string run, string position, long version, CancellationToken cancellationToken)
    {
        var data = ReadOnlyMemory<byte>.Empty;
        try
        {
            var book = await own.LoadAsync(version, cancellationToken).ConfigureAwait(false);
            metrics.Shared("loaded");
            data = Write(book);
            return book;
        }
        catch
        {
            position = "";
            throw;
        }
        finally
        {
            try
            {
                await shares.Scripts.PutAsync(definition.Name, run, position, data, CancellationToken.None).ConfigureAwait(false);
            }
            catch (ClusterUnavailableException)
            {
                // The others stop waiting when their patience is over.
            }
        }
    }

    private ReadOnlyMemory<byte> Write(T book)
    {
        var buffer = new ArrayBufferWriter<byte>();
        try
        {
            _serializer.Serialize(book, buffer);
        }
        catch (Exception exception)
        {
            logger.ShareUnwritable(definition.Name, exception);
            return default;
        }

        if (buffer.WrittenCount > definition.Options.MaxSharedBytes)
        {
            logger.ShareTooLarge(definition.Name, buffer.WrittenCount, definition.Options.MaxSharedBytes);
            return default;
        }

        return buffer.WrittenMemory;
    }

    private T? Read(ReadOnlyMemory<byte> data)
    {
        try
        {
            return _serializer.Deserialize(data);
        }
        catch (Exception exception)
        {
            logger.ShareUnreadable(definition.Name, exception);
            return null;
        }
    }
}
