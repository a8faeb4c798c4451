using Clustering.Nodes;
using Clustering.Nodes.Internal;

namespace Clustering.Core.Tests.Nodes;

public sealed class NodeRecordTests
{
    private static readonly DateTimeOffset Started = new(2031, 3, 2, 12, 0, 0, 123, TimeSpan.Zero);

    [Fact]
    public void Read_OfWhatWasWritten_IsTheSame()
    {
        var node = new ClusterNode("id", "näme 🙂", "http://10.0.0.7:8080", "zone", "1.2.3+abc", Started, ClusterNodeState.Ready);

        Assert.Equal(node, NodeRecord.Read("id", NodeRecord.Write(node)));
    }

    [Fact]
    public void Read_OfWhatWasWrittenWithoutAddressAndZone_IsTheSame()
    {
        var node = new ClusterNode("id", "", null, null, "", Started, ClusterNodeState.Joining);

        Assert.Equal(node, NodeRecord.Read("id", NodeRecord.Write(node)));
    }

    [Fact]
    public void Read_OfALaterVersionsRecord_TakesWhatItKnows()
    {
        var node = new ClusterNode("id", "n", null, null, "9", Started, ClusterNodeState.Ready);
        var written = NodeRecord.Write(node);

        // An array of seven elements, the last of them new.
        byte[] later = [0x97, .. written.AsSpan(1), 0x2A];

        Assert.Equal(node, NodeRecord.Read("id", later));
    }

    [Fact]
    public void Read_OfAnyBytes_GivesANodeOrSaysThatTheyAreNone()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"Seed {seed}.");
        var dice = new Random(seed);
        var written = NodeRecord.Write(new("id", "name", "address", "zone", "1", Started, ClusterNodeState.Ready));
        for (var i = 0; i < 20_000; i++)
        {
            byte[] bytes = [.. written.AsSpan(0, dice.Next(written.Length + 1))];
            for (var change = dice.Next(4); change > 0 && bytes.Length > 0; change--)
            {
                bytes[dice.Next(bytes.Length)] = (byte)dice.Next(256);
            }

            try
            {
                Assert.Equal("id", NodeRecord.Read("id", bytes).Id);
            }
            catch (InvalidDataException exception)
            {
                Assert.Contains("node id", exception.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Read_OfATimeThatIsNone_SaysThatTheRecordCannotBeRead(long started)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = new MessagePack.MessagePackWriter(buffer);
        writer.WriteArrayHeader(6);
        writer.Write("name");
        writer.WriteNil();
        writer.WriteNil();
        writer.Write("1");
        writer.Write(started);
        writer.Write(1);
        writer.Flush();

        Assert.Throws<InvalidDataException>(() => NodeRecord.Read("id", buffer.WrittenMemory));
    }
}
