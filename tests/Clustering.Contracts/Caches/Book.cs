namespace Clustering.Contracts.Caches;

/// <summary>What the caches of the tests hold.</summary>
internal sealed record Book(int Edition);
