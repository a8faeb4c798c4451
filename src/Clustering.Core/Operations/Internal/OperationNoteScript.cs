using Clustering.Redis.Internal;
using StackExchange.Redis;

namespace Clustering.Operations.Internal;

/// <summary>The C# face of <c>operation-note.lua</c>.</summary>
internal sealed class OperationNoteScript(RedisConnection redis, OperationKeys keys)
{
    private static readonly RedisScript Script = new("operation-note.lua");

    public async Task<ReadOnlyMemory<byte>?> RunAsync(
        string handler, string id, string owner, OperationNote note, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        var queue = keys.Queue(handler);
        RedisValue what = note switch { OperationNote.Note => "note", OperationNote.Step => "step", _ => "read" };
        var reply = (RedisResult[])(await redis.RunAsync(
            Script, [queue.Owners, queue.Notes, queue.Steps], [id, owner, what, value], redis.Timeout, cancellationToken).ConfigureAwait(false))!;
        if ((int)reply[0] == 0)
        {
            return null; // Not as the other half of a conditional, where it would become an empty memory.
        }

        return (byte[]?)reply[1];
    }
}
