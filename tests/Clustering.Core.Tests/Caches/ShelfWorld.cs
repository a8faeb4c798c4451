using Clustering.Caches.Internal;

namespace Clustering.Core.Tests.Caches;

/// <summary>As <see cref="RegionWorld"/>, for values by key: a node that drops what a step names, and looks into the log for what it has missed.</summary>
internal sealed class ShelfWorld
{
    private const int Staleness = 40;
    private const int Steps = 150;
    private const int Keys = 3;

    private readonly int _seed;
    private readonly Random _dice;
    private readonly RegionServer _server;
    private readonly RegionReceiver _receiver = new(usesLog: true);
    private readonly int[] _database = new int[Keys];
    private readonly List<(int At, int Key, int Value)> _announced = [];
    private readonly Dictionary<int, Entry> _entries = [];
    private readonly Dictionary<int, Entry> _loads = [];
    private readonly List<string> _story = [];
    private int _now;
    private (RegionMark Mark, int SentAt, RegionPosition? Answer, RegionChange[]? Log)? _check;

    public ShelfWorld(int seed)
    {
        _seed = seed;
        _dice = new(seed);
        _server = new(_dice);
    }

    /// <summary>Gets how many loads were thrown away, how often the log led on, and how often the server forgot something.</summary>
    public int Overtaken { get; private set; }

    public int CaughtUp { get; private set; }

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
                Apply(_receiver.Heard(change), change.Keys, $"hears {change.Before} -> {change.After}");
                break;
            case < 42 when _server.HasMessages:
                _server.LoseMessage();
                Tell("a message is lost");
                break;
            case < 45:
                _server.Failover();
                _check = null;
                Apply(_receiver.Lose(), null, $"another primary, at {_server.Position}");
                break;
            case < 75:
                Check();
                break;
            default:
                Load(_dice.Next(Keys));
                break;
        }
    }

    // Commit, then invalidate; both are done when somebody is told so.
    private void Announce()
    {
        int[] keys = _dice.Next(5) == 0 ? [.. Enumerable.Range(0, Keys)] : [_dice.Next(Keys)];
        foreach (var key in keys)
        {
            _announced.Add((_now, key, ++_database[key]));
        }

        Tell($"{string.Join(',', keys)} changed: {_server.Step(keys.Length == Keys ? null : [$"{keys[0]}"])}");
    }

    private void Check()
    {
        if (_check is not { } check)
        {
            _check = (_receiver.Mark(), _now, null, null);
        }
        else if (check.Answer is not { } answer)
        {
            _check = check with { Answer = _server.Position };
        }
        else if (check.Log is { } log)
        {
            _check = null;
            var (before, moved) = (_receiver.Position, false);
            foreach (var change in log)
            {
                Apply(_receiver.Heard(change), change.Keys, $"reads {change.Before} -> {change.After}");
                moved |= before != _receiver.Position;
            }

            var effect = _receiver.Checked(check.Mark, answer, check.SentAt + Staleness, hasReadLog: true);
            CaughtUp += moved && effect == RegionEffect.None ? 1 : 0;
            Apply(effect, null, $"after the log, {answer}");
        }
        else
        {
            var effect = _receiver.Checked(check.Mark, answer, check.SentAt + Staleness);
            Apply(effect, null, $"the answer {answer}");
            _check = effect == RegionEffect.Behind ? check with { Log = _server.ReadLog() } : null;
        }
    }

    private void Load(int key)
    {
        if (!_loads.TryGetValue(key, out var load))
        {
            if (!_entries.ContainsKey(key))
            {
                _entries[key] = _loads[key] = new();
            }
        }
        else if (load.Read is null)
        {
            load.Read = _database[key];
            Tell($"a load of {key} reads {load.Read}");
        }
        else
        {
            _loads.Remove(key);
            if (_entries.TryGetValue(key, out var entry) && entry == load)
            {
                entry.Value = load.Read;
            }
            else
            {
                Overtaken++;
            }

            Tell($"it ends, {(load.Value is null ? "overtaken" : "kept")}");
        }
    }

    private void Apply(RegionEffect effect, IReadOnlyList<string>? keys, string why)
    {
        Tell($"{why}: {effect}");
        foreach (var key in effect switch { RegionEffect.All => [.. _entries.Keys], RegionEffect.Keys => keys!.Select(int.Parse).ToArray(), _ => [] })
        {
            _entries.Remove(key);
        }
    }

    // What may be read was the truth, as far as anybody had been told, at a moment not longer ago than is promised.
    private void Compare()
    {
        foreach (var (key, entry) in _now < _receiver.LeaseUntil ? _entries : [])
        {
            var least = _announced.Where(told => told.Key == key && told.At <= _receiver.LeaseUntil - Staleness).Select(static told => told.Value).LastOrDefault();
            Assert.True(
                entry.Value is null || entry.Value >= least,
                $"At {_now}, {entry.Value} of {key} may be read until {_receiver.LeaseUntil}, but {least} was announced {Staleness} before that.");
        }
    }

    private void Settle()
    {
        _story.Add("calm");
        for (var checks = 0; _check is not null || checks < 2;)
        {
            Check();
            checks += _check is null ? 1 : 0;
        }

        Assert.Equal(_server.Position, _receiver.Position);
        for (var key = 0; key < Keys; key++)
        {
            _loads.Remove(key);
            Assert.True(!_entries.TryGetValue(key, out var entry) || entry.Value is null || entry.Value == _database[key], $"{key} stays {entry?.Value}, and is {_database[key]}");
        }
    }

    private void Tell(string what) => _story.Add($"{_now}: {what}");

    private sealed class Entry
    {
        public int? Read { get; set; }

        public int? Value { get; set; }
    }
}
