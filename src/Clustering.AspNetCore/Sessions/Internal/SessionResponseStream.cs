namespace Clustering.Sessions.Internal;

/// <summary>The response's body as a stream, which stores the session before it lets anything pass.</summary>
internal sealed class SessionResponseStream(Stream inner, SessionResponse response) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
        StoreBlocking();
        inner.Flush();
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await response.StoreAsync(cancellationToken);
        await inner.FlushAsync(cancellationToken);
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        StoreBlocking();
        inner.Write(buffer, offset, count);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        StoreBlocking();
        inner.Write(buffer);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        response.MustStore ? StoreAndWriteAsync(buffer, cancellationToken) : inner.WriteAsync(buffer, cancellationToken);

    private async ValueTask StoreAndWriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        await response.StoreAsync(cancellationToken);
        await inner.WriteAsync(buffer, cancellationToken);
    }

    // Only apps that allow synchronous I/O come here, and they have chosen to let threads wait.
    private void StoreBlocking()
    {
        if (response.MustStore)
        {
            response.StoreAsync(CancellationToken.None).GetAwaiter().GetResult();
        }
    }
}
