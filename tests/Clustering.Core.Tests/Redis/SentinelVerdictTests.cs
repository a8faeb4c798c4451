using Clustering.Configuration.Internal;
using Clustering.Redis.Internal.Sentinels;

namespace Clustering.Core.Tests.Redis;

/// <summary>Who the primary is, from what the sentinels say.</summary>
public sealed class SentinelVerdictTests
{
    // id:port@epoch; all know of two others.
    [Theory]
    [InlineData("a:1@5 b:1@5 c:1@5", null, "1@5")]
    [InlineData("a:1@5", null, "1@5")] // One alone is heard where nothing is known yet.
    [InlineData("", null, null)]
    [InlineData("a:1@5 b:2@6", null, null)] // One against one is no majority.
    [InlineData("a:1@5 b:1@5 c:2@6", null, "1@5")] // A failover that only its leader knows of is not over.
    [InlineData("a:1@5 b:2@6 c:2@6", null, "2@6")]
    [InlineData("a:1@5 b:2@5 c:3@5", null, null)]
    [InlineData("a:1@5 a:1@5 b:2@6 c:2@6", null, "2@6")] // Two addresses of one sentinel are one vote.
    [InlineData("a:2@6", "1@5", "2@6")] // A failover was decided by a majority, whoever tells of it.
    [InlineData("a:2@4", "1@5", null)] // Cut off with a sentinel that has missed it.
    [InlineData("a:2@4 b:2@4", "1@5", "2@4")] // Two of three: they were set up anew.
    [InlineData("a:1@5 b:1@5", "1@5", "1@5")]
    public void Of_Answers_IsWhatTheMajoritySays(string answers, string? before, string? expected) => Assert.Equal(
        expected is null ? null : Verdict(expected),
        SentinelVerdict.Of(answers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Answer), before is null ? null : Verdict(before)));

    [Theory]
    [InlineData("a:1@5 b:1@5", 3, true)]
    [InlineData("a:1@5", 3, false)]
    [InlineData("a:1@5 a:1@5", 3, false)]
    [InlineData("a:1@5 b:2@6", 3, false)]
    [InlineData("a:1@5", 1, false)] // The settings name one, but it knows of two others.
    public void IsSettled_Answers_OnceMoreThanHalfOfAllSayTheSame(string answers, int addresses, bool expected) =>
        Assert.Equal(expected, SentinelVerdict.IsSettled([.. answers.Split(' ').Select(Answer)], addresses));

    [Theory]
    [InlineData("master", "", false, false)]
    [InlineData("master,failover_in_progress", "select_slave", true, true)]
    [InlineData("master,o_down,failover_in_progress", "wait_start", true, false)]
    [InlineData("master,s_down,o_down", "", false, false)]
    public void Answer_OfASentinelThatFailsOver_SaysSoOnceItIsElected(string flags, string state, bool failingOver, bool promoting)
    {
        var answer = new SentinelAnswer("a", new("h", 1), 1, 2, 2, flags, state);

        Assert.Equal((failingOver, promoting), (answer.IsFailingOver, answer.IsPromoting));
    }

    private static SentinelAnswer Answer(string text)
    {
        var (id, verdict) = (text[..1], Verdict(text[2..]));
        return new(id, verdict.Primary, verdict.ConfigEpoch, OtherSentinels: 2, Quorum: 2, "master", "");
    }

    private static SentinelVerdict Verdict(string text)
    {
        var parts = text.Split('@').Select(part => int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        return new(new HostAndPort("10.0.0.1", parts[0]), parts[1]);
    }
}
