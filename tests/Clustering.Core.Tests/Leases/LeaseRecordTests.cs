using Clustering.Leases.Internal;

namespace Clustering.Core.Tests.Leases;

/// <summary>The text of a lease's key: what scripts write is what is read, and what is written is what scripts would write.</summary>
public sealed class LeaseRecordTests
{
    [Fact]
    public void Parse_OfAHeldOne_GivesEveryPart()
    {
        var record = LeaseRecord.Parse("+node/7\n1772452800000001\nnode\n1772452800000\ndetail");

        Assert.True(record.IsHeld);
        Assert.Equal(("node/7", 1772452800000001, "node", 1772452800000, "detail"), (record.Owner, record.Fence, record.Node, record.Since, record.Detail));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb\n\n+c")]
    [InlineData("\n")]
    public void ToString_OfAHeldOne_IsWhatWasParsedWhateverTheDetail(string detail)
    {
        var text = $"+o\n1\nn\n2\n{detail}";

        Assert.Equal(detail, LeaseRecord.Parse(text).Detail);
        Assert.Equal(text, LeaseRecord.Parse(text).ToString());
    }

    [Fact]
    public void Parse_OfOneThatWasForced_SaysByWhomAndWhy()
    {
        var record = LeaseRecord.Parse("-node/7\nforced\nanna\nit hangs\nsince noon");

        Assert.False(record.IsHeld);
        Assert.Equal(("node/7", "forced", "anna", "it hangs\nsince noon"), (record.Owner, record.How, record.By, record.Why));
        Assert.Equal("-node/7\nforced\nanna\nit hangs\nsince noon", record.ToString());
    }

    [Theory]
    [InlineData("-o\nreleased")]
    [InlineData("-o\nreleased\nb a ")]
    public void Parse_OfOneThatWasReleased_SaysSo(string text)
    {
        var record = LeaseRecord.Parse(text);

        Assert.Equal((false, "o", "released", null), (record.IsHeld, record.Owner, record.How, record.By));
    }

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("-")]
    [InlineData("-o")]
    [InlineData("+o\n1\nn\n2")]
    [InlineData("+o\nx\nn\n2\n")]
    [InlineData("+o\n-1\nn\n2\n")]
    [InlineData("o\n1\nn\n2\n")]
    public void Parse_OfWhatIsNoRecord_Throws(string text) => Assert.Throws<InvalidDataException>(() => LeaseRecord.Parse(text));
}
