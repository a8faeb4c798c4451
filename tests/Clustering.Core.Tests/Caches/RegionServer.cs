using Clustering.Caches.Internal;

namespace Clustering.Core.Tests.Caches;

/// <summary>The server of a world: where the region is, the log, and a wire that loses, repeats and disorders.</summary>
internal sealed class RegionServer(Random dice)
{
    private const int LogLength = 3; // So short that it is often not long enough.

    private readonly List<RegionPosition> _positions = [new(1, "begin")];
    private readonly List<RegionChange> _steps = [];
    private readonly List<RegionChange> _wire = [];
    private int _nonces;

    public RegionPosition Position => _positions[^1];

    public bool HasMessages => _wire.Count > 0;

    /// <summary>Gets how often it forgot something, or might have.</summary>
    public int Failovers { get; private set; }

    /// <summary>Makes a step and sends it.</summary>
    /// <param name="keys">What is invalid; <see langword="null"/> is all.</param>
    public RegionPosition Step(IReadOnlyList<string>? keys)
    {
        var after = new RegionPosition(Position.Version + dice.Next(1, 3), $"n{_nonces++}");
        var change = new RegionChange("r", Position, after, keys);
        _positions.Add(after);
        _steps.Add(change);
        _wire.Add(change);
        return after;
    }

    /// <summary>Takes a message off the wire, as a rule the oldest; sometimes it comes again.</summary>
    public RegionChange Deliver()
    {
        var at = dice.Next(3) > 0 ? 0 : dice.Next(_wire.Count);
        var change = _wire[at];
        if (dice.Next(6) > 0)
        {
            _wire.RemoveAt(at);
        }

        return change;
    }

    public void LoseMessage() => _wire.RemoveAt(dice.Next(_wire.Count));

    /// <summary>Another primary takes over, which may not have heard of the last steps.</summary>
    public void Failover()
    {
        Failovers++;
        var kept = dice.Next(Math.Max(1, _positions.Count - 4), _positions.Count + 1);
        _positions.RemoveRange(kept, _positions.Count - kept);
        _steps.RemoveRange(kept - 1, _steps.Count - (kept - 1));
    }

    /// <summary>Reads the log: the last steps that were about keys.</summary>
    public RegionChange[] ReadLog() => [.. _steps.Where(static step => step.Keys is not null).TakeLast(LogLength)];
}
