namespace Clustering.Testing.Internal;

/// <summary>The null that stands where there would be an array; it is written otherwise than the null of a text.</summary>
internal sealed record RespNullArray;
