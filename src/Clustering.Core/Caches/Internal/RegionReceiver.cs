namespace Clustering.Caches.Internal;

/// <summary>Follows one region: decides for each message and each check what is invalid by it, and whether this node is up to date.</summary>
/// <remarks>No input or output, no clock, no lock: whoever has it calls it from one thread at a time. The table in <c>readme.md</c> is its specification.</remarks>
/// <param name="usesLog">Whether it pays to look into the log when steps were missed.</param>
internal sealed class RegionReceiver(bool usesLog)
{
    private const int TrailLength = 64;

    // Where it has been: an answer may be about any position that it had while the question was under way.
    private readonly RegionPosition[] _trail = new RegionPosition[TrailLength];
    private bool _stands;
    private long _moves;

    /// <summary>Gets a number that changes whenever something may have become invalid. What was begun under another is not current.</summary>
    public long Stamp { get; private set; }

    /// <summary>Gets the moment up to which this node knows what is invalid: that of the last good check and the time given with it.</summary>
    public long LeaseUntil { get; private set; } = long.MinValue;

    /// <summary>Gets where it is, or <see langword="null"/> before the first check.</summary>
    public RegionPosition? Position => _stands ? Here : null;

    private RegionPosition Here => _trail[_moves % TrailLength];

    /// <summary>Says where it is at the moment, to be given to <see cref="Checked"/> with the answer. To be called before a check is sent.</summary>
    public RegionMark Mark() => new(_moves, _stands);

    /// <summary>Hears of a step, by a message or in the answer to its own.</summary>
    public RegionEffect Heard(RegionChange change)
    {
        if (!_stands)
        {
            return InvalidateAll(); // Whether this node knows of it already cannot be said; the next check says where the region is.
        }

        if (change.After == Here)
        {
            return RegionEffect.None;
        }

        if (change.Before == Here)
        {
            MoveTo(change.After);
            if (change.Keys is null)
            {
                return InvalidateAll();
            }

            Stamp++;
            return RegionEffect.Keys;
        }

        if (change.After.Version < Here.Version)
        {
            return RegionEffect.None;
        }

        return usesLog ? RegionEffect.Behind : Missed(change.After);
    }

    /// <summary>Hears where the server's region is.</summary>
    /// <param name="mark">What <see cref="Mark"/> said before the check was sent.</param>
    /// <param name="server">The server's position.</param>
    /// <param name="leaseUntil">Until when to rely on it: from the moment before the check was sent.</param>
    /// <param name="hasReadLog">Whether the log has been read since the check was sent, so that what is missing now cannot be found.</param>
    public RegionEffect Checked(RegionMark mark, RegionPosition server, long leaseUntil, bool hasReadLog = false)
    {
        if (!_stands || !mark.Stands)
        {
            // The first; if another was answered meanwhile, this one is only older.
            return _stands ? RegionEffect.AskAgain : Jump(server, leaseUntil);
        }

        if (HasBeenAt(server, mark.Moves))
        {
            LeaseUntil = Math.Max(LeaseUntil, leaseUntil);
            return RegionEffect.None;
        }

        if (server.Version > Here.Version)
        {
            return usesLog && !hasReadLog ? RegionEffect.Behind : Jump(server, leaseUntil);
        }

        return mark.Moves == _moves ? Jump(server, leaseUntil) : RegionEffect.AskAgain;
    }

    /// <summary>Steps were missed, and what they were cannot be found out: all is invalid.</summary>
    /// <param name="to">The last of them.</param>
    public RegionEffect Missed(RegionPosition to)
    {
        MoveTo(to);
        return InvalidateAll();
    }

    /// <summary>Gives up following: all is invalid, also what is heard from now on, until a check says where the region is.</summary>
    public RegionEffect Lose()
    {
        _stands = false;
        return InvalidateAll();
    }

    private RegionEffect Jump(RegionPosition to, long leaseUntil)
    {
        _stands = true;
        LeaseUntil = Math.Max(LeaseUntil, leaseUntil);
        return Missed(to);
    }

    private RegionEffect InvalidateAll()
    {
        Stamp++;
        return RegionEffect.All;
    }

    private void MoveTo(RegionPosition to) => _trail[++_moves % TrailLength] = to;

    private bool HasBeenAt(RegionPosition position, long since)
    {
        for (var move = _moves; move >= since && move > _moves - TrailLength; move--)
        {
            if (_trail[move % TrailLength] == position)
            {
                return true;
            }
        }

        return false;
    }
}
