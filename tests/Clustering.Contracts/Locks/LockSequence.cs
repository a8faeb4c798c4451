using Clustering.Leases;
using Clustering.Locks;
using Clustering.Testing;

namespace Clustering.Contracts.Locks;

/// <summary>A few clients who do this and that with a few locks, by dice; each answer is compared with the model's.</summary>
internal sealed class LockSequence
{
    private const int Clients = 5;
    private const int Steps = 30;

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    private readonly Random _dice;
    private readonly LockBackend _backend;
    private readonly LockModel _model = new();
    private readonly string[] _names;
    private readonly Client[] _clients = [.. Enumerable.Range(0, Clients).Select(_ => new Client())];
    private readonly List<string> _story = [];
    private long _fence;

    private LockSequence(int seed, LockBackend backend)
    {
        _dice = new Random(seed);
        _backend = backend;
        _names = [$"{seed}/a", $"{seed}/b"];
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Runs one sequence; an exception tells what led to the difference.</summary>
    public static async Task RunAsync(int seed, LockBackend backend)
    {
        var sequence = new LockSequence(seed, backend);
        try
        {
            for (var step = 0; step < Steps; step++)
            {
                await sequence.StepAsync();
            }

            await sequence.EndAsync();
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"Seed {seed}:\n{string.Join('\n', sequence._story)}\n{exception.Message}", exception);
        }
    }

    private async Task StepAsync()
    {
        var who = _dice.Next(Clients);
        var client = _clients[who];
        switch (_dice.Next(10))
        {
            case < 5 when client is { Held: null, Waiting: null }:
                await AskAsync(who, client, _names[_dice.Next(_names.Length)], waits: _dice.Next(3) > 0);
                break;
            case < 7 when client.Held is not null:
                await ReleaseAsync(who, client);
                break;
            case < 8 when client.Waiting is not null:
                await CancelAsync(who, client);
                break;
            case < 9:
                await ForceAsync(_names[_dice.Next(_names.Length)]);
                break;
            default:
                await CompareAsync(_names[_dice.Next(_names.Length)]);
                break;
        }
    }

    private async Task AskAsync(int who, Client client, string name, bool waits)
    {
        _story.Add($"{who} asks for {name}{(waits ? " and waits" : "")}");
        var locks = _backend.Nodes[who % _backend.Nodes.Count];
        client.Name = name;
        if (!waits)
        {
            var isOurs = _model.Ask(name, who, waits: false);
            var taken = await locks.TryAcquireAsync(name, cancellationToken: Cancel);
            Assert.Equal(isOurs, taken is not null);
            Took(client, taken);
            return;
        }

        client.Patience = new();
        client.Waiting = locks.AcquireAsync(name, Long, client.Patience.Token).AsTask();
        if (_model.Ask(name, who, waits: true))
        {
            await TookAsync(client);
        }
        else
        {
            await InLineAsync(name);
            Assert.False(client.Waiting.IsCompleted);
        }
    }

    private async Task ReleaseAsync(int who, Client client)
    {
        var wasHeld = _model.Line(client.Name) is [var first, ..] && first == who && !client.IsForced;
        _story.Add($"{who} lets go of {client.Name}{(wasHeld ? "" : ", out of which it was forced")}");
        Assert.Equal(wasHeld, await client.Held!.ReleaseAsync(Cancel));
        Assert.Equal(wasHeld, await client.Held.ReleaseAsync(Cancel));
        client.Held = null;
        if (wasHeld)
        {
            await HandedAsync(_model.End(client.Name, who));
        }
    }

    private async Task CancelAsync(int who, Client client)
    {
        _story.Add($"{who} waits for {client.Name} no longer");
        await client.Patience!.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.Waiting!);
        client.Waiting = null;
        _model.End(client.Name, who);
        await InLineAsync(client.Name);
    }

    private async Task ForceAsync(string name)
    {
        _story.Add($"{name} is forced");
        var line = _model.Line(name);
        Assert.Equal(line.Count > 0, await _backend.Nodes[_dice.Next(_backend.Nodes.Count)].ForceReleaseAsync(name, "admin", "dice", Cancel));
        if (line.Count > 0)
        {
            var (who, client) = (line[0], _clients[line[0]]);
            client.IsForced = true;
            await Eventually.TrueAsync(() => client.Held!.Lost.IsCancellationRequested, "the holder is told");
            Assert.Equal(new(LeaseLossReason.Forced, "admin", "dice"), client.Held!.Loss);
            await HandedAsync(_model.End(name, who));
        }
    }

    private async Task CompareAsync(string name)
    {
        var line = _model.Line(name);
        _story.Add($"{name}: {string.Join(", ", line)}");
        var holder = await _backend.Nodes[_dice.Next(_backend.Nodes.Count)].FindHolderAsync(name, Cancel);
        Assert.Equal(line.Count == 0 ? null : _clients[line[0]].Held!.Fence, holder?.Fence);
        foreach (var (who, client) in _clients.Index().Where(pair => pair.Item.Held is not null))
        {
            Assert.Equal(!client.IsForced, client.Held!.IsHeld);
        }

        await InLineAsync(name);
    }

    private async Task HandedAsync(int? next)
    {
        if (next is { } who)
        {
            await TookAsync(_clients[who]);
        }
    }

    private async Task TookAsync(Client client)
    {
        Took(client, await client.Waiting!.WaitAsync(Eventually.Limit, Cancel));
        client.Waiting = null;
    }

    private void Took(Client client, IClusterLock? taken)
    {
        client.Held = taken;
        client.IsForced = false;
        if (taken is not null)
        {
            Assert.True(taken.Fence > _fence, $"The fence {taken.Fence} is not above {_fence}.");
            _fence = taken.Fence;
        }
    }

    private Task InLineAsync(string name) => Eventually.TrueAsync(
        async () => await _backend.WaitingAsync(name) == Math.Max(0, _model.Line(name).Count - 1), $"{_model.Line(name).Count - 1} are in line for {name}");

    private async Task EndAsync()
    {
        foreach (var (who, client) in _clients.Index().Where(pair => pair.Item.Waiting is not null))
        {
            await CancelAsync(who, client);
        }

        foreach (var (who, client) in _clients.Index().Where(pair => pair.Item.Held is not null))
        {
            await ReleaseAsync(who, client);
        }

        foreach (var name in _names)
        {
            await CompareAsync(name);
            Assert.Empty(_model.Line(name));
        }
    }

    private sealed class Client
    {
        public string Name { get; set; } = "";

        public IClusterLock? Held { get; set; }

        public bool IsForced { get; set; }

        public Task<IClusterLock>? Waiting { get; set; }

        public CancellationTokenSource? Patience { get; set; }
    }
}
