namespace Clustering.Diagnosis.Internal.Probes;

/// <summary>A server refused a command that a check cannot do without.</summary>
internal sealed class RespRefusedException(string command, RespReply reply) : Exception($"{command}: {reply.Text}")
{
    public string Command { get; } = command;

    public RespReply Reply { get; } = reply;
}
