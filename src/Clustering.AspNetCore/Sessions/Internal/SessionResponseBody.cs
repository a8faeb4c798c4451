using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Clustering.Sessions.Internal;

/// <summary>The response's body, which stores the session before it lets anything pass.</summary>
internal sealed class SessionResponseBody(IHttpResponseBodyFeature inner, SessionResponse response) : IHttpResponseBodyFeature
{
    private SessionResponseStream? _stream;
    private SessionResponseWriter? _writer;

    public Stream Stream => _stream ??= new SessionResponseStream(inner.Stream, response);

    public PipeWriter Writer => _writer ??= new SessionResponseWriter(inner.Writer, response);

    public void DisableBuffering() => inner.DisableBuffering();

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await response.StoreAsync(cancellationToken);
        await inner.StartAsync(cancellationToken);
    }

    public async Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        await response.StoreAsync(cancellationToken);
        await inner.SendFileAsync(path, offset, count, cancellationToken);
    }

    public async Task CompleteAsync()
    {
        await response.StoreAsync(CancellationToken.None);
        await inner.CompleteAsync();
    }
}
