using Clustering.Diagnosis.Internal.Probes;
using Clustering.Redis.Internal;

namespace Clustering.Diagnosis.Internal;

// Signing in, as StackExchange.Redis does it: a refusal stands in the way only where the server wants somebody to be signed in.
internal sealed partial class ConnectionExamination
{
    private async Task<Outcome> SignInAsync(IRedisQuestions server, RespReply greeting, CancellationToken cancellationToken)
    {
        var (user, password) = (target.Username, target.Password);
        if (user is null && password is null)
        {
            return greeting.Code == "NOAUTH" ? Unanswered() : Outcome.Passed("It asks for no password.");
        }

        // A user without a password may be one who needs none.
        var reply = await server.AskAsync(user is null ? ["AUTH", password!] : ["AUTH", user, password ?? ""], cancellationToken).ConfigureAwait(false);
        if (!reply.IsError)
        {
            return Outcome.Passed(user is null ? "It takes the password." : $"It knows the user '{user}'.");
        }

        var stranger = await server.AskAsync(["PING"], cancellationToken).ConfigureAwait(false);
        return Refused(reply, isOpen: stranger.Code != "NOAUTH");
    }

    private Outcome Unanswered() => Outcome.Failed(
        $"It wants a password, and {kind.Password} is not set.",
        ReferenceEquals(kind, EndpointKind.Sentinel)
            ? $"Set it. The sentinels have a password of their own; it is never taken from {RedisSettingTable.Password.Path}."
            : $"Set it, and {kind.Username} if the server has users.");

    private Outcome Refused(RespReply reply, bool isOpen)
    {
        if (reply.Text.Contains("without any password configured", StringComparison.Ordinal) || reply.Text.Contains("no password is set", StringComparison.Ordinal))
        {
            return Outcome.Warning(
                $"It wants no password, though {kind.Password} is set: whoever reaches it can use it.",
                $"Give it that password (requirepass, or ACL users), or remove {kind.Password}.");
        }

        var (found, remedy) = reply.Code != "WRONGPASS" && !reply.Text.Contains("invalid password", StringComparison.Ordinal)
            ? ($"It refuses to sign us in: {WithoutArguments(reply)}", $"See what it means by that, and correct {kind.Username} and {kind.Password}.")
            : target.Username is { } user
                ? ($"It refuses the user '{user}' with this password: there is no such user, it is off, or its password is another ({reply.Code}).",
                    $"Correct {kind.Username} and {kind.Password}; the server's own list is ACL LIST.")
                : ($"It refuses the password ({reply.Code}).",
                    $"Correct {kind.Password}, or set {kind.Username} if the server has users: without one, it is taken for the user 'default'.");
        return isOpen
            ? Outcome.Warning($"{found} But it lets in whoever does not sign in, so we are that.", remedy)
            : Outcome.Failed(found, remedy);
    }

    // A server that does not know AUTH repeats its arguments, and that is the password.
    private string WithoutArguments(RespReply reply)
    {
        var text = reply.Text.Split(", with args", 2)[0];
        return Outcome.Quote(target.Password is { } password ? text.Replace(password, "...", StringComparison.Ordinal) : text);
    }
}
