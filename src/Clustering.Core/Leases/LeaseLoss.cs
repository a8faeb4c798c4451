namespace Clustering.Leases;

/// <summary>Why something was lost before its holder let go of it.</summary>
/// <param name="Reason">What happened.</param>
/// <param name="By">Who did it: whoever forced it, or the node that has it now; <see langword="null"/> where nobody did, or nobody knows.</param>
/// <param name="Why">What was given as the reason, where somebody gave one.</param>
public sealed record LeaseLoss(LeaseLossReason Reason, string? By = null, string? Why = null);
