using System.IO.Pipelines;

namespace Clustering.Sessions.Internal;

/// <summary>The response's writer. What is written leaves with a flush, so that is where the session is stored first.</summary>
internal sealed class SessionResponseWriter(PipeWriter inner, SessionResponse response) : PipeWriter
{
    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    public override long UnflushedBytes => inner.UnflushedBytes;

    public override void Advance(int bytes) => inner.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override async ValueTask CompleteAsync(Exception? exception = null)
    {
        await response.StoreAsync(CancellationToken.None);
        await inner.CompleteAsync(exception);
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        response.MustStore ? StoreAndFlushAsync(cancellationToken) : inner.FlushAsync(cancellationToken);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        response.MustStore ? StoreAndWriteAsync(source, cancellationToken) : inner.WriteAsync(source, cancellationToken);

    private async ValueTask<FlushResult> StoreAndFlushAsync(CancellationToken cancellationToken)
    {
        await response.StoreAsync(cancellationToken);
        return await inner.FlushAsync(cancellationToken);
    }

    private async ValueTask<FlushResult> StoreAndWriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken)
    {
        await response.StoreAsync(cancellationToken);
        return await inner.WriteAsync(source, cancellationToken);
    }
}
