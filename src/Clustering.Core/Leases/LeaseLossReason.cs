namespace Clustering.Leases;

/// <summary>How something that was held until its holder lets go came to be lost.</summary>
public enum LeaseLossReason
{
    /// <summary>Redis no longer has it: the lease ran out there, or a failover or an administrator made Redis forget it.</summary>
    Expired = 0,

    /// <summary>An administrator ended it.</summary>
    Forced = 1,

    /// <summary>Somebody else has it.</summary>
    TakenOver = 2,

    /// <summary>Redis could not be asked in time to extend it. It may be held by somebody else soon, or already.</summary>
    Unconfirmed = 3,

    /// <summary>This node stopped, and gave back what it still held.</summary>
    Stopped = 4,
}
