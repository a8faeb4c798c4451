namespace Clustering.Configuration.Internal;

/// <summary>What is wrong with a value.</summary>
/// <param name="Reason">In a sentence.</param>
/// <param name="Remedy">What to do; where it is missing, what the type allows says it.</param>
internal sealed record SettingComplaint(string Reason, string? Remedy = null);
