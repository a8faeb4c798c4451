namespace Clustering.Leases.Internal;

/// <summary>How long the leases of a feature are, and how often its node extends them.</summary>
/// <param name="Lease">How long a lease outlives a process that dies.</param>
/// <param name="RenewEvery">After how long a lease is extended. At most a third of it, so that two renewals may fail.</param>
internal sealed record LeaseTerms(TimeSpan Lease, TimeSpan RenewEvery)
{
    private static readonly TimeSpan LongestMargin = TimeSpan.FromSeconds(1);

    /// <summary>Gets how much earlier than Redis the holder counts a lease as over: clocks differ in speed, and threads wait for their turn.</summary>
    public TimeSpan Margin { get; } = Lease / 10 < LongestMargin ? Lease / 10 : LongestMargin;

    /// <summary>Gets for how long a holder may rely on a lease, from the moment on when the command was sent that began or extended it.</summary>
    public TimeSpan Reliable => Lease - Margin;
}
