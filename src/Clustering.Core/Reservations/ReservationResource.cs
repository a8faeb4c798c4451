namespace Clustering.Reservations;

/// <summary>What can be reserved: a document, a folder, a case.</summary>
/// <param name="Category">What kind of thing it is, such as <c>document</c>. 1 to 256 bytes, without <c>:</c> and control characters.</param>
/// <param name="Id">Which one of its kind. 1 to 256 bytes, without control characters. Case matters.</param>
public sealed record ReservationResource(string Category, string Id)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Category}:{Id}";
}
