using Clustering.Testing;

namespace Clustering.Core.Tests.Rig;

public sealed class EventuallyTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task TrueAsync_WhenItBecomesTrue_Ends()
    {
        var asked = 0;

        await Eventually.TrueAsync(() => ++asked == 3, "the third answer is yes");

        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task TrueAsync_WhenItNeverDoes_SaysWhatWasWaitedFor()
    {
        var exception = await Assert.ThrowsAsync<TimeoutException>(() => Eventually.TrueAsync(() => false, "pigs fly", Short));

        Assert.Contains("pigs fly", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SucceedsAsync_WhenItNeverDoes_ThrowsTheLastFailure()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Eventually.SucceedsAsync(() => throw new InvalidOperationException("still broken"), Short));

        Assert.Equal("still broken", exception.Message);
    }
}
