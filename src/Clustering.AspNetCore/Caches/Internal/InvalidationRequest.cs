namespace Clustering.Caches.Internal;

/// <summary>Which caches to invalidate.</summary>
/// <param name="Names">Their names.</param>
/// <param name="WaitSeconds">How long to wait for all nodes; <see langword="null"/> = not at all.</param>
internal sealed record InvalidationRequest(string[]? Names, double? WaitSeconds);

/// <summary>That all caches are to be invalidated.</summary>
internal sealed record EverythingRequest;
