namespace Clustering.Diagnosis.Internal.Probes;

/// <summary>Something answered, and not as Redis does.</summary>
/// <param name="what">What it said instead, as the end of a sentence.</param>
internal sealed class RespProtocolException(string what) : Exception($"It answers, but not as Redis does: {what}.");
