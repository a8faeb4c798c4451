using MessagePack;

namespace StandIns.Tests.MessagePack;

/// <summary>The integer formats of the specification, each at both ends of its range.</summary>
public sealed class IntegerTests
{
    [Theory]
    [InlineData(0, "00")]
    [InlineData(127, "7F")]
    [InlineData(128, "CC80")]
    [InlineData(255, "CCFF")]
    [InlineData(256, "CD0100")]
    [InlineData(65535, "CDFFFF")]
    [InlineData(65536, "CE00010000")]
    [InlineData(4294967295, "CEFFFFFFFF")]
    [InlineData(4294967296, "CF0000000100000000")]
    [InlineData(long.MaxValue, "CF7FFFFFFFFFFFFFFF")]
    [InlineData(-1, "FF")]
    [InlineData(-32, "E0")]
    [InlineData(-33, "D0DF")]
    [InlineData(-128, "D080")]
    [InlineData(-129, "D1FF7F")]
    [InlineData(-32768, "D18000")]
    [InlineData(-32769, "D2FFFF7FFF")]
    [InlineData(int.MinValue, "D280000000")]
    [InlineData(int.MinValue - 1L, "D3FFFFFFFF7FFFFFFF")]
    [InlineData(long.MinValue, "D38000000000000000")]
    public void Write_OfAnInteger_TakesTheShortestFormatAndReadsBack(long value, string hex)
    {
        var bytes = Bytes.Of((ref MessagePackWriter w) => w.Write(value));

        Assert.Equal(hex, Convert.ToHexString(bytes));
        Assert.Equal(value, new MessagePackReader(bytes).ReadInt64());
        Assert.Equal(value, new MessagePackReader(bytes).ReadDouble());
    }

    [Theory]
    [InlineData(0, "00")]
    [InlineData(65536, "CE00010000")]
    [InlineData(int.MaxValue, "CE7FFFFFFF")]
    [InlineData(-33, "D0DF")]
    [InlineData(int.MinValue, "D280000000")]
    public void Write_OfAnInt32_IsAsOfAnInt64(int value, string hex)
    {
        var bytes = Bytes.Of((ref MessagePackWriter w) => w.Write(value));

        Assert.Equal(hex, Convert.ToHexString(bytes));
        Assert.Equal(value, new MessagePackReader(bytes).ReadInt32());
    }

    [Theory]
    [InlineData(int.MaxValue + 1L)]
    [InlineData(int.MinValue - 1L)]
    [InlineData(long.MaxValue)]
    public void ReadInt32_OfMoreThanItHolds_Overflows(long value) =>
        Assert.Throws<OverflowException>(() => new MessagePackReader(Bytes.Of((ref MessagePackWriter w) => w.Write(value))).ReadInt32());

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void ReadUInt64_OfANegative_Overflows(long value) =>
        Assert.Throws<OverflowException>(() => new MessagePackReader(Bytes.Of((ref MessagePackWriter w) => w.Write(value))).ReadUInt64());

    [Fact]
    public void Write_OfTheLargestUInt64_ReadsBackAndIsNoInt64()
    {
        var bytes = Bytes.Of((ref MessagePackWriter w) => w.Write(ulong.MaxValue));

        Assert.Equal("CFFFFFFFFFFFFFFFFF", Convert.ToHexString(bytes));
        Assert.Equal(ulong.MaxValue, new MessagePackReader(bytes).ReadUInt64());
        Assert.Throws<OverflowException>(() => new MessagePackReader(bytes).ReadInt64());
    }
}
