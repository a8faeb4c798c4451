using StackExchange.Redis;

namespace Clustering.Diagnosis.Internal.Probes;

/// <summary>Asks over the connection of the app's own, where only the app knows how to connect.</summary>
internal sealed class MultiplexerQuestions(IDatabase database) : IRedisQuestions
{
    public bool IsOwn => false;

    public async Task<IReadOnlyList<RespReply>> AskAllAsync(IReadOnlyList<string[]> commands, CancellationToken cancellationToken)
    {
        var replies = Task.WhenAll(commands.Select(AskAsync));
        try
        {
            return await replies.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // What comes later, nobody waits for.
            _ = replies.ContinueWith(
                static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw;
        }
    }

    private async Task<RespReply> AskAsync(string[] command)
    {
        try
        {
            return Convert(await database.ExecuteAsync(command[0], [.. command.Skip(1)]).ConfigureAwait(false));
        }
        catch (RedisServerException exception)
        {
            return RespReply.Of(RespKind.Error, exception.Message);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    private static RespReply Convert(RedisResult result) => result.IsNull ? RespReply.Null : result.Resp2Type switch
    {
        ResultType.Array => RespReply.List([.. ((RedisResult[])result!).Select(Convert)]),
        ResultType.Integer => RespReply.Of(RespKind.Number, (string)result!),
        ResultType.SimpleString => RespReply.Of(RespKind.Status, (string)result!),
        _ => RespReply.Of(RespKind.Text, (string)result!),
    };
}
