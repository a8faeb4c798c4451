using Clustering.Operations;

namespace Clustering.Contracts.Operations;

/// <summary>An operation of the tests.</summary>
/// <param name="Key">What may be its order key.</param>
/// <param name="Number">Which it is.</param>
[Operation("note")]
public sealed record Note(string Key, int Number);
