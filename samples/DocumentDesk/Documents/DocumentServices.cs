using DocumentDesk.Reservations;

namespace DocumentDesk.Documents;

internal static class DocumentServices
{
    /// <summary>Adds the documents, and who has reserved them.</summary>
    public static void AddDocuments(this IServiceCollection services)
    {
        services.AddSingleton<DocumentStore>();
        services.AddSingleton<DocumentLibrary>();
        services.AddSingleton<ReservationFeed>();
        services.AddScoped<DocumentReservations>();
        services.AddScoped<DocumentEditor>();
    }
}
