using Clustering.Caches.Internal;

namespace Clustering.Core.Tests.Caches;

/// <summary>A database, a server, a wire that loses and disorders, and one node with a snapshot: the smallest world in which caches go stale. Dice decide what happens next.</summary>
internal sealed class RegionWorld
{
    private const int Staleness = 40;
    private const int Steps = 120;

    private readonly int _seed;
    private readonly Random _dice;
    private readonly RegionServer _server;
    private readonly RegionReceiver _receiver = new(usesLog: false);
    private readonly List<(int At, int Value)> _announced = [];
    private readonly List<string> _story = [];
    private int _now;
    private int _database;
    private (RegionMark Mark, int SentAt, RegionPosition? Answer)? _check;
    private (long Stamp, int? Value)? _load;
    private (int Value, long Stamp, long Until)? _snapshot;

    public RegionWorld(int seed)
    {
        _seed = seed;
        _dice = new(seed);
        _server = new(_dice);
    }

    /// <summary>Gets how many loads were thrown away, and how often the server forgot something: a test that never meets these shows nothing.</summary>
    public int Overtaken { get; private set; }

    public int Failovers => _server.Failovers;

    /// <summary>Lets this and that happen, then calms down and looks whether the node has the truth.</summary>
    public void Run()
    {
        try
        {
            for (; _now < Steps; _now++)
            {
                Happen();
                Compare();
            }

            Settle();
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"Seed {_seed}:\n{string.Join('\n', _story)}\n{exception.Message}", exception);
        }
    }

    private void Happen()
    {
        switch (_dice.Next(100))
        {
            case < 14:
                Announce();
                break;
            case < 34 when _server.HasMessages:
                var change = _server.Deliver();
                Tell($"hears {change.Before} -> {change.After}: {_receiver.Heard(change)}");
                break;
            case < 42 when _server.HasMessages:
                _server.LoseMessage();
                Tell("a message is lost");
                break;
            case < 45:
                _server.Failover();
                _check = null;
                _receiver.Lose();
                Tell($"another primary, at {_server.Position}");
                break;
            case < 70:
                Check();
                break;
            default:
                Load();
                break;
        }
    }

    // Commit, then invalidate; both are done when somebody is told so.
    private void Announce()
    {
        _database++;
        var after = _server.Step(_dice.Next(3) == 0 ? ["k"] : null);
        _announced.Add((_now, _database));
        Tell($"value {_database} is announced as {after}");
    }

    private void Check()
    {
        if (_check is not { } check)
        {
            _check = (_receiver.Mark(), _now, null);
            Tell("a check is sent");
        }
        else if (check.Answer is not { } answer)
        {
            _check = check with { Answer = _server.Position };
            Tell($"the server says {_server.Position}");
        }
        else
        {
            _check = null;
            Tell($"the answer {answer} arrives: {_receiver.Checked(check.Mark, answer, check.SentAt + Staleness)}");
            if (_snapshot is { } snapshot && snapshot.Stamp == _receiver.Stamp)
            {
                _snapshot = snapshot with { Until = _receiver.LeaseUntil };
            }
        }
    }

    private void Load()
    {
        if (_load is not { } load)
        {
            _load = (_receiver.Stamp, null);
            Tell("a load begins");
        }
        else if (load.Value is not { } value)
        {
            _load = load with { Value = _database };
            Tell($"it reads {_database}");
        }
        else
        {
            _load = null;
            var isCurrent = load.Stamp == _receiver.Stamp;
            Overtaken += isCurrent ? 0 : 1;
            _snapshot = isCurrent ? (value, load.Stamp, _receiver.LeaseUntil) : _snapshot;
            Tell($"it ends with {value}{(isCurrent ? "" : ", overtaken")}");
        }
    }

    // What may be read was the truth, as far as anybody had been told, at a moment not longer ago than is promised.
    private void Compare()
    {
        if (_snapshot is { } snapshot && _now < snapshot.Until)
        {
            var least = _announced.Where(told => told.At <= snapshot.Until - Staleness).Select(told => told.Value).LastOrDefault();
            Assert.True(snapshot.Value >= least, $"At {_now}, {snapshot.Value} may be read until {snapshot.Until}, but {least} was announced {Staleness} before that.");
        }
    }

    private void Settle()
    {
        _story.Add("calm");
        _load = null;
        for (var checks = 0; _check is not null || checks < 2;)
        {
            Check();
            checks += _check is null ? 1 : 0;
        }

        Assert.Equal(_server.Position, _receiver.Position);
        if (_snapshot is not { } snapshot || snapshot.Stamp != _receiver.Stamp)
        {
            Load();
            Load();
            Load();
        }

        Assert.Equal(_database, _snapshot!.Value.Value);
    }

    private void Tell(string what) => _story.Add($"{_now}: {what}");
}
