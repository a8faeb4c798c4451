namespace Clustering.Diagnosis.Internal.Probes;

/// <summary>A way to ask a server: over a connection of the doctor's own, or over the app's.</summary>
internal interface IRedisQuestions
{
    /// <summary>Gets whether nobody else uses the connection, so that it may choose a database and subscribe.</summary>
    bool IsOwn { get; }

    /// <summary>Asks several things in one round trip. A refusal is a reply like any other.</summary>
    Task<IReadOnlyList<RespReply>> AskAllAsync(IReadOnlyList<string[]> commands, CancellationToken cancellationToken);

    /// <summary>Asks one thing. A refusal is a reply like any other.</summary>
    async Task<RespReply> AskAsync(string[] command, CancellationToken cancellationToken) =>
        (await AskAllAsync([command], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Asks one thing that must be answered.</summary>
    /// <exception cref="RespRefusedException">The server refused it.</exception>
    async Task<RespReply> RequireAsync(string[] command, CancellationToken cancellationToken)
    {
        var reply = await AskAsync(command, cancellationToken).ConfigureAwait(false);
        return reply.IsError ? throw new RespRefusedException(command[0], reply) : reply;
    }
}
