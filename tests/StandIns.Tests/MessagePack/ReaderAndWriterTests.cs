using System.Buffers;
using MessagePack;

namespace StandIns.Tests.MessagePack;

public sealed class ReaderAndWriterTests
{
    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(31, 1, 2)]
    [InlineData(32, 2, 2)]
    [InlineData(255, 2, 2)]
    [InlineData(256, 3, 3)]
    [InlineData(65535, 3, 3)]
    [InlineData(65536, 5, 5)]
    public void Write_OfTextAndBytes_HasTheHeaderOfItsLengthAndReadsBack(int length, int textHeader, int bytesHeader)
    {
        // Two bytes to the letter, so that a length in characters would show.
        var text = new string('é', length / 2) + (length % 2 == 1 ? "x" : "");
        var written = Bytes.Of((ref MessagePackWriter w) => w.Write(text));
        Assert.Equal(length + textHeader, written.Length);
        Assert.Equal(text, new MessagePackReader(written).ReadString());
        Assert.Equal(text, new MessagePackReader(Bytes.Split(written)).ReadString());

        var blob = Bytes.Of((ref MessagePackWriter w) => w.Write(new byte[length].AsSpan()));
        Assert.Equal(length + bytesHeader, blob.Length);
        Assert.Equal(length, new MessagePackReader(Bytes.Split(blob)).ReadBytes()!.Value.Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_OfADocument_WholeOrInPieces_GivesWhatWasWritten(bool inPieces)
    {
        var bytes = Document();
        var reader = new MessagePackReader(inPieces ? Bytes.Split(bytes) : new ReadOnlySequence<byte>(bytes));

        Assert.Equal(MessagePackType.Map, reader.NextMessagePackType);
        Assert.Equal(16, reader.ReadMapHeader());
        for (var i = 0; i < 16; i++)
        {
            Assert.Equal("key" + i, reader.ReadString());
            Assert.Equal(6, reader.ReadArrayHeader());
            Assert.Equal(i % 2 == 0, reader.ReadBoolean());
            Assert.Equal(i + 0.5, reader.ReadDouble());
            Assert.True(reader.TryReadNil());
            Assert.Null(reader.ReadString());
            Assert.Equal(1.5f, reader.ReadSingle());
            Assert.Equal(MessagePackType.Extension, reader.NextMessagePackType);
            Assert.Equal(6, reader.ReadRaw().Length);
        }

        Assert.False(reader.TryReadNil());
        Assert.Equal(42, reader.ReadInt32());
        Assert.True(reader.End);
        Assert.Equal(bytes.Length, reader.Consumed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Skip_OverADocument_EndsBehindIt(bool inPieces)
    {
        var bytes = Document();
        var reader = new MessagePackReader(inPieces ? Bytes.Split(bytes) : new ReadOnlySequence<byte>(bytes));

        reader.Skip();

        Assert.Equal(42, reader.ReadInt32());
        Assert.True(reader.End);
    }

    [Fact]
    public void Skip_OverAMillionNestedArrays_DoesNotOverflowTheStack()
    {
        var reader = new MessagePackReader(Enumerable.Repeat((byte)0x91, 1_000_000).Append((byte)0xc0).ToArray());

        reader.Skip();

        Assert.True(reader.End);
    }

    [Fact]
    public void Read_OfTheWrongType_SaysSo()
    {
        Assert.Throws<MessagePackSerializationException>(() => new MessagePackReader(new byte[] { 0xc1 }).ReadInt32());
        Assert.Throws<MessagePackSerializationException>(() => new MessagePackReader(new byte[] { 0xc1 }).Skip());
        Assert.Throws<MessagePackSerializationException>(() => new MessagePackReader(new byte[] { 0x01 }).ReadString());
    }

    [Fact]
    public void Read_OfLessThanTheHeaderPromises_IsTheEndOfTheStream()
    {
        Assert.Throws<EndOfStreamException>(() => new MessagePackReader(default(ReadOnlyMemory<byte>)).ReadInt32());
        Assert.Throws<EndOfStreamException>(() => new MessagePackReader(new byte[] { 0xcd, 0x01 }).ReadInt32());
        Assert.Throws<EndOfStreamException>(() => new MessagePackReader(new byte[] { 0xdf, 0x7f, 0xff, 0xff, 0xff }).ReadMapHeader());
        Assert.Throws<EndOfStreamException>(() => new MessagePackReader(new byte[] { 0xa5, 0x61 }).ReadString());
    }

    [Fact]
    public void ReadArrayHeader_OfFourBillionItemsThatAreNotThere_IsRefused()
    {
        // The genuine package finds that the count does not fit before it finds that there is nothing behind it.
        var exception = Record.Exception(() => new MessagePackReader(new byte[] { 0xdd, 0xff, 0xff, 0xff, 0xff }).ReadArrayHeader());

        Assert.True(exception is EndOfStreamException or OverflowException, $"{exception}");
    }

    private static byte[] Document() => Bytes.Of((ref MessagePackWriter w) =>
    {
        w.WriteMapHeader(16);
        for (var i = 0; i < 16; i++)
        {
            w.Write("key" + i);
            w.WriteArrayHeader(6);
            w.Write(i % 2 == 0);
            w.Write(i + 0.5);
            w.WriteNil();
            w.Write((string?)null);
            w.Write(1.5f);
            w.WriteRaw([0xd6, 0xff, 1, 2, 3, 4]); // a timestamp
        }

        w.Write(42);
    });
}
