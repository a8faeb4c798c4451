namespace Clustering.Reservations;

/// <summary>What becomes of a reservation if the same user wants it in another of his sessions.</summary>
public enum SameUserPolicy
{
    /// <summary>It stays where it is, and he is told that he holds it himself.</summary>
    Deny,

    /// <summary>He gets it, with a new fence; the other session loses it and is told.</summary>
    TakeOver,
}
