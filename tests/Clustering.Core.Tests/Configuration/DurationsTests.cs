using Clustering.Configuration.Internal;

namespace Clustering.Core.Tests.Configuration;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("60000", 60_000)]
    [InlineData("0", 0)]
    [InlineData("+250", 250)]
    [InlineData("-1", -1)]
    [InlineData("500ms", 500)]
    [InlineData("2s", 2_000)]
    [InlineData("2S", 2_000)]
    [InlineData("3m", 180_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("1500us", 1.5)]
    [InlineData("2000000ns", 2)]
    [InlineData("500MS", 500)]
    [InlineData(" 5s ", 5_000)]
    [InlineData("PT2S", 2_000)]
    [InlineData("pt2s", 2_000)]
    [InlineData("PT0.5S", 500)]
    [InlineData("PT0,5S", 500)]
    [InlineData("PT1M", 60_000)]
    [InlineData("PT1H30M", 5_400_000)]
    [InlineData("P1DT2H", 93_600_000)]
    [InlineData("P2D", 172_800_000)]
    [InlineData("-PT1S", -1_000)]
    [InlineData("PT-0.5S", -500)]
    [InlineData("-PT-6M", 360_000)]
    [InlineData("00:00:02", 2_000)]
    [InlineData("00:00:00.25", 250)]
    [InlineData("1.00:00:00", 86_400_000)]
    [InlineData("-00:00:01", -1_000)]
    public void TryParse_AsSpringOrDotNetWritesIt_IsThatLong(string text, double milliseconds)
    {
        Assert.True(Durations.TryParse(text, out var duration, out var reason), reason);
        Assert.Equal(TimeSpan.FromTicks((long)(milliseconds * TimeSpan.TicksPerMillisecond)), duration);
    }

    [Theory]
    [InlineData("abc", "'abc' is not a duration.")]
    [InlineData("5x", "there is no unit 'x' (the units are ns, us, ms, s, m, h and d).")]
    [InlineData("5sm", "there is no unit 'sm'")]
    [InlineData("1.5s", "there are no decimals; write 1500ms for 1.5s")]
    [InlineData("1.5", "there are no decimals")]
    [InlineData("5 s", "there is a blank in it")]
    [InlineData("PTx", "of ISO 8601 there are days, hours, minutes and seconds")]
    [InlineData("PT", "of ISO 8601")]
    [InlineData("P", "of ISO 8601")]
    [InlineData("P1DT", "of ISO 8601")]
    [InlineData("P1W", "of ISO 8601")]
    [InlineData("P1M", "of ISO 8601")]
    [InlineData("P1Y", "of ISO 8601")]
    [InlineData("00:05", "with colons it needs hours, minutes and seconds, such as 00:05:00")]
    [InlineData("25:00:00", "with colons")]
    [InlineData("5sec", "'5sec' is not a duration.")]
    [InlineData("--5s", "'--5s' is not a duration.")]
    [InlineData("99999999999999999999d", "'99999999999999999999d' is longer than any duration can be.")]
    [InlineData("٣s", "is not a duration")]
    public void TryParse_AsNobodyReadsIt_SaysWhatIsWrong(string text, string reason)
    {
        Assert.False(Durations.TryParse(text, out _, out var said));
        Assert.Contains(text, said, StringComparison.Ordinal);
        Assert.Contains(reason, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", "0s")]
    [InlineData("1000", "1s")]
    [InlineData("1500", "1500ms")]
    [InlineData("90s", "90s")]
    [InlineData("60s", "1m")]
    [InlineData("24h", "1d")]
    [InlineData("10us", "10us")]
    [InlineData("100ns", "00:00:00.0000001")]
    public void Show_WhatWasParsed_IsTheShortestExactForm(string text, string shown)
    {
        Assert.True(Durations.TryParse(text, out var duration, out _));
        Assert.Equal(shown, Durations.Show(duration));
    }

    [Fact]
    public void Show_OfAnyDuration_IsReadBackAsTheSame()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < 1_000; i++)
        {
            var duration = TimeSpan.FromTicks(random.NextInt64(-1_000_000_000_000, 1_000_000_000_000) / (long)Math.Pow(10, random.Next(8)));

            Assert.True(Durations.TryParse(Durations.Show(duration), out var read, out var reason), $"seed {seed}: {reason}");
            Assert.True(duration == read, $"seed {seed}: {duration} was shown as {Durations.Show(duration)} and read as {read}");
        }
    }
}
