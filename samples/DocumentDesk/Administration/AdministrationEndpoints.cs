using Clustering.Sessions;
using DocumentDesk.Access;
using DocumentDesk.Accounts;
using DocumentDesk.Classes;
using DocumentDesk.Texts;
using DocumentDesk.Work;

namespace DocumentDesk.Administration;

internal static class AdministrationEndpoints
{
    /// <remarks>
    /// All with the session: it says what its visitor has changed, and the next node waits until it reads that. No anti-forgery tokens, for the
    /// reason that the basket has none.
    /// </remarks>
    public static RouteGroupBuilder MapAdministration(this RouteGroupBuilder api)
    {
        var admin = api.MapGroup("/admin")
            .WithMetadata(new SessionAttribute(SessionAccess.ReadOnly))
            .RequireAuthorization(AccountServices.Administrator);
        admin.MapClasses().MapAccess().MapTexts();
        admin.MapClusterCaches("/caches");
        admin.MapClusterOperations("/operations");
        admin.MapGet("/runs", (WorkJournal journal, CancellationToken cancellationToken) => journal.ReadAsync(cancellationToken));
        return api;
    }
}
