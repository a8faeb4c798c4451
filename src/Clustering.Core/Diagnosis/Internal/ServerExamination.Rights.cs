using Clustering.Diagnosis.Internal.Probes;

namespace Clustering.Diagnosis.Internal;

// Whether we may do what the library does.
internal sealed partial class ServerExamination
{
    private async Task<Outcome> RightsAsync(CancellationToken cancellationToken)
    {
        var trials = RequiredCommands.Trials(context.Probe, context.Channel);
        var replies = await server.AskAllAsync(trials, cancellationToken).ConfigureAwait(false);
        var tried = trials.Select(RequiredCommands.NameOf).Zip(replies).ToList();
        var whoAmI = await server.AskAsync(["ACL", "WHOAMI"], cancellationToken).ConfigureAwait(false);
        var user = whoAmI.Kind == RespKind.Text ? whoAmI.Text : context.User;
        var stock = context.StockKey is { } key ? await server.AskAsync(["HGETALL", key], cancellationToken).ConfigureAwait(false) : RespReply.Null;
        if (server.IsOwn)
        {
            // Last: a connection that has subscribed can ask nothing more.
            tried.Add(("SUBSCRIBE", await server.AskAsync(["SUBSCRIBE", context.Channel], cancellationToken).ConfigureAwait(false)));
        }

        var refused = tried.Where(static one => one.Second.Code == "NOPERM" || one.Second.IsUnknownCommand).ToList();
        return refused.Count > 0 ? Outcome.Failed(
                $"The user {user} may not run {string.Join(", ", refused.Select(static one => one.First))}. ({Outcome.Quote(refused[0].Second.Text)})",
                Remedy(user, refused))
            : stock.Code == "NOPERM" ? Outcome.Warning(
                $"The user {user} may not read sessions of ASP.NET Core's own store, so none is taken over. ({Outcome.Quote(stock.Text)})",
                "If there are none to take over, set Clustering:Sessions:ReadStockSessions to false. Else give the user their keys.")
            : Outcome.Passed($"The user {user} may do all that is needed.");
    }

    private string Remedy(string user, IReadOnlyCollection<(string Name, RespReply Reply)> refused)
    {
        var unknown = refused.Where(static one => one.Reply.IsUnknownCommand).Select(static one => one.Name).ToList();
        return unknown.Count > 0
            ? $"The server does not know {string.Join(", ", unknown)}: look for rename-command in its configuration."
            : RefusedWrite.Grant(user, context.Cluster, string.Join(' ', refused.Select(static one => "+" + one.Name.ToLowerInvariant())));
    }
}
