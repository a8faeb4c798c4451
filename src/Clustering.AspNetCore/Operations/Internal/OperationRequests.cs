namespace Clustering.Operations.Internal;

/// <summary>Which dead letters.</summary>
/// <param name="Handler">Of which handler.</param>
/// <param name="Ids">Their ids.</param>
/// <param name="All">In place of ids: all there are.</param>
internal sealed record DeadLettersRequest(string? Handler, string[]? Ids, bool All);

/// <summary>A dead letter, and what it is to be about.</summary>
/// <param name="Handler">Of which handler.</param>
/// <param name="Id">Its id.</param>
/// <param name="Payload">The payload, as text.</param>
internal sealed record EditedRequest(string? Handler, string? Id, string? Payload);

/// <summary>Which operation.</summary>
/// <param name="Handler">Of which handler.</param>
/// <param name="Id">Its id.</param>
internal sealed record OperationRequest(string? Handler, string? Id);

/// <summary>Which handler.</summary>
/// <param name="Handler">Its name.</param>
internal sealed record HandlerRequest(string? Handler);

/// <summary>How many it were.</summary>
/// <param name="Count">The number.</param>
internal sealed record CountView(int Count);
