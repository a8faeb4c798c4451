using System.Net;
using System.Net.Sockets;
using Clustering.Diagnosis.Internal.Probes;
using Clustering.Redis.Internal.Tls;

namespace Clustering.Diagnosis.Internal;

/// <summary>The way to a server: its name, TCP, TLS, the protocol, signing in.</summary>
/// <param name="checks">Where the findings go.</param>
/// <param name="kind">What is there.</param>
/// <param name="target">Where it is, and as whom to sign in.</param>
/// <param name="isCustomized">Whether the app has a hand in how connections are made, so that it may accept what is refused here.</param>
internal sealed partial class ConnectionExamination(CheckList checks, EndpointKind kind, ProbeTarget target, bool isCustomized)
{
    private readonly string _name = Checks.Name(kind.Checks);
    private readonly string _tcp = Checks.Tcp(kind.Checks);
    private readonly string _tls = Checks.Tls(kind.Checks);
    private readonly string _protocol = Checks.Protocol(kind.Checks);
    private readonly string _auth = Checks.Auth(kind.Checks);
    private IPAddress[] _addresses = [];

    /// <summary>Gets the check that must have passed before anything can be asked.</summary>
    public string Last => _auth;

    /// <summary>Goes the whole way, as far as it leads.</summary>
    public async Task ExamineAsync(RespProbe probe)
    {
        await checks.RunAsync(_name, null, ResolveAsync, Outcome.Failed(
            $"No name server answers who '{target.Address.Host}' is.", "Look at this machine's DNS.")).ConfigureAwait(false);
        await checks.RunAsync(_tcp, _name, token => ConnectAsync(probe, token), Outcome.Failed(
            "Nothing answers there, not even with a refusal.",
            $"Look at firewalls on the way and whether the machine is on; else {kind.Where}."), Unreachable).ConfigureAwait(false);
        if (target.Tls is not null)
        {
            await checks.RunAsync(_tls, _tcp, token => SecureAsync(probe, token), PerhapsPlain(TlsObstacle.Silence), BrokenOff).ConfigureAwait(false);
        }

        RespReply? greeting = null;
        await checks.RunAsync(_protocol, target.Tls is null ? _tcp : _tls, async token =>
        {
            greeting = await ((IRedisQuestions)probe).AskAsync(["PING"], token).ConfigureAwait(false);
            return Greeted(greeting);
        }, Mute(), Closed).ConfigureAwait(false);
        await checks.RunAsync(_auth, _protocol, token => SignInAsync(probe, greeting!, token)).ConfigureAwait(false);
    }

    private async Task<Outcome> ResolveAsync(CancellationToken cancellationToken)
    {
        var host = target.Address.Host;
        if (IPAddress.TryParse(host, out var address))
        {
            _addresses = [address];
            return Outcome.Passed("It is an address; there is no name to look up.");
        }

        try
        {
            // On some platforms a look-up cannot be cancelled; then nobody waits for it.
            _addresses = await Dns.GetHostAddressesAsync(host, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
            return Outcome.Passed($"'{host}' is {string.Join(", ", _addresses.Select(static found => found.ToString()))}.");
        }
        catch (SocketException exception)
        {
            return Outcome.Failed(
                $"No machine of the name '{host}' is known here ({exception.Message}).",
                $"Look at the spelling and at this machine's DNS, with containers at the network; else {kind.Where}.");
        }
    }

    private async Task<Outcome> ConnectAsync(RespProbe probe, CancellationToken cancellationToken)
    {
        await probe.ConnectAsync(_addresses, target.Address.Port, cancellationToken).ConfigureAwait(false);
        return Outcome.Passed("It accepts connections.");
    }

    private Outcome Unreachable(Exception exception) => exception is SocketException { SocketErrorCode: SocketError.ConnectionRefused }
        ? Outcome.Failed("Nothing listens there: the connection is refused.", $"Start {kind.Program}, see on which addresses it listens (bind), or {kind.Where}.")
        : Outcome.Failed($"It cannot be reached: {exception.Message}.", $"Look at the network on the way; else {kind.Where}.");

    private Outcome Greeted(RespReply greeting) => greeting switch
    {
        { Code: "DENIED" } => Outcome.Failed(
            "It runs in protected mode, and talks to its own machine only.", "Give it a password (requirepass, or ACL users), and the addresses to listen on (bind)."),
        { IsError: true } when greeting.Text.Contains("max number of clients", StringComparison.OrdinalIgnoreCase) => Outcome.Failed(
            "It has as many connections as it may have.", "Raise maxclients, or see in CLIENT LIST who holds them."),
        { Code: "LOADING" } => Outcome.Failed("It is still reading its data from disk.", "Wait; it passes by itself."),
        _ => Outcome.Passed(target.Tls is null ? "It speaks as Redis does, without TLS." : "It speaks as Redis does."),
    };

    private Outcome Mute() => Outcome.Failed(
        "It accepts connections and says nothing.",
        $"Look at the process there: it may be frozen, or something else altogether{(target.Tls is null ? $"; if it waits for TLS, set {kind.Tls} to true" : "")}. Else {kind.Where}.");

    private Outcome Closed(Exception exception) => target.Tls is not null && exception is not RespProtocolException
        ? BrokenOff(exception) // In TLS 1.3 the greeting is over for us before the server says no.
        : Outcome.Failed(
            exception is RespProtocolException ? exception.Message : "It closes the connection instead of answering.",
            target.Tls is null ? $"If it speaks TLS, set {kind.Tls} to true. Else {kind.Where}." : $"See what listens there, or {kind.Where}.");
}
