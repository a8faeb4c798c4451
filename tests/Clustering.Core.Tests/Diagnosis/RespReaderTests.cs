using System.Text;
using Clustering.Diagnosis.Internal.Probes;

namespace Clustering.Core.Tests.Diagnosis;

/// <summary>Replies as servers send them, and what is none.</summary>
public sealed class RespReaderTests
{
    [Theory]
    [InlineData("+OK\r\n", RespKind.Status, "OK")]
    [InlineData("-NOAUTH Authentication required.\r\n", RespKind.Error, "NOAUTH Authentication required.")]
    [InlineData(":-12\r\n", RespKind.Number, "-12")]
    [InlineData("$5\r\na\r\nbc\r\n", RespKind.Text, "a\r\nbc")]
    [InlineData("$0\r\n\r\n", RespKind.Text, "")]
    [InlineData("$-1\r\n", RespKind.Null, "")]
    [InlineData("*-1\r\n", RespKind.Null, "")]
    [InlineData("*0\r\n", RespKind.List, "")]
    internal async Task ReadAsync_OfAReply_GivesItAndTheNext_HoweverItIsCut(string written, RespKind kind, string text)
    {
        foreach (var piece in new[] { 1, 2, 3, 1000 })
        {
            var reader = Reader(written + ":7\r\n", piece);

            var reply = await reader.ReadAsync(TestContext.Current.CancellationToken);

            Assert.Equal((kind, text), (reply.Kind, reply.Text));
            Assert.Equal(7, (await reader.ReadAsync(TestContext.Current.CancellationToken)).ToNumber());
        }
    }

    [Fact]
    public async Task ReadAsync_OfNestedLists_GivesThem()
    {
        var reply = await Reader("*3\r\n$6\r\nmaster\r\n:5\r\n*1\r\n*2\r\n$1\r\na\r\n$-1\r\n").ReadAsync(TestContext.Current.CancellationToken);

        Assert.Equal(("master", 5, "a", RespKind.Null), (reply.At(0), reply.Items[1].ToNumber(), reply.Items[2].Items[0].At(0), reply.Items[2].Items[0].Items[1].Kind));
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "'HTTP/1.1 400 Bad Request'")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "'SSH-2.0-OpenSSH_9.2'")]
    [InlineData("\u0000\u0001\u00ff", "'...'")]
    [InlineData("\u0015\u0003\u0003", "it answers in TLS")]
    [InlineData("$x\r\n", "the length 'x'")]
    [InlineData("$-2\r\n", "the length '-2'")]
    [InlineData("$999999999\r\n", "the length '999999999'")]
    [InlineData("*999999999\r\n", "the length '999999999'")]
    [InlineData("$1\r\nabc", "a text is longer than it says")]
    [InlineData("*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n", "'*1'")]
    public async Task ReadAsync_OfSomethingElse_ShowsWhatItIs(string written, string found)
    {
        var exception = await Assert.ThrowsAsync<RespProtocolException>(() => Reader(written).ReadAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith("It answers, but not as Redis does: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(found, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_OfALineThatDoesNotEnd_GivesUp()
    {
        var exception = await Assert.ThrowsAsync<RespProtocolException>(() => Reader("+" + new string('x', 100_000)).ReadAsync(TestContext.Current.CancellationToken));

        Assert.Contains("a line does not end", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("+OK")]
    [InlineData("$5\r\nab")]
    [InlineData("*2\r\n:1\r\n")]
    public async Task ReadAsync_OfAConnectionThatEnds_SaysSo(string written) =>
        await Assert.ThrowsAsync<EndOfStreamException>(() => Reader(written).ReadAsync(TestContext.Current.CancellationToken));

    private static RespReader Reader(string written, int piece = 1000) => new(new SlowStream(Encoding.Latin1.GetBytes(written), piece));

    /// <summary>Gives so many bytes at a time, as a network may.</summary>
    private sealed class SlowStream(byte[] content, int piece) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
