using Clustering.Testing;
using Microsoft.Extensions.Logging;

namespace Clustering.Core.Tests.Rig;

public sealed class LogCaptureTests
{
    [Fact]
    public void Entries_AfterALine_HaveEverythingOfIt()
    {
        using var log = new LogCapture();
        var thrown = new InvalidOperationException("broken");

        log.CreateLogger<LogCaptureTests>().LogError(new EventId(42, "Broke"), thrown, "{What} broke", "Glass");

        var entry = Assert.Single(log.Of(42));
        Assert.Equal((LogLevel.Error, "Broke", "Glass broke"), (entry.Level, entry.EventId.Name, entry.Message));
        Assert.Equal("Glass", entry.Values["What"]);
        Assert.Same(thrown, entry.Exception);
        Assert.EndsWith(nameof(LogCaptureTests), entry.Category, StringComparison.Ordinal);
    }
}
