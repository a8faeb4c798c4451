namespace Clustering.Reservations;

/// <summary>How reservations behave. Read from the configuration section <c>Clustering:Reservations</c> when the app starts.</summary>
public sealed class ReservationOptions
{
    /// <summary>Gets or sets how long a handle's reservation outlives a process that dies without letting go.</summary>
    /// <value>1 second to 1 hour. The default is 30 seconds.</value>
    /// <remarks>A living process renews it, so this does not limit how long you may hold one.</remarks>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how often is looked for reservations whose time or session is over, to tell everybody.</summary>
    /// <value>100 milliseconds to 10 minutes. The default is 5 seconds.</value>
    /// <remarks>Whoever wants to reserve such a component gets it at once in any case.</remarks>
    public TimeSpan SweepEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets what becomes of a reservation if the same user wants it in another of his sessions.</summary>
    /// <value>The default is <see cref="SameUserPolicy.Deny"/>.</value>
    public SameUserPolicy SameUser { get; set; } = SameUserPolicy.Deny;

    /// <summary>Gets or sets the bound of every fixed lifetime.</summary>
    /// <value>1 second to 3650 days. The default is 7 days.</value>
    public TimeSpan LongestFixed { get; set; } = TimeSpan.FromDays(7);
}
