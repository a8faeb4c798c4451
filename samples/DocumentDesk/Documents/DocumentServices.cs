using DocumentDesk.Access;
using DocumentDesk.Reservations;

namespace DocumentDesk.Documents;

internal static class DocumentServices
{
    /// <summary>Adds the documents, who may do what with them, and who has reserved them.</summary>
    public static void AddDocuments(this IServiceCollection services)
    {
        services.AddSingleton<DocumentStore>();
        services.AddScoped<DocumentLibrary>();
        services.AddSingleton<Rights>();
        services.AddSingleton<ReservationFeed>();
        services.AddScoped<DocumentReservations>();
        services.AddScoped<DocumentEditor>();
    }
}
