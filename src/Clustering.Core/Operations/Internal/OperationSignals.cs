using System.Collections.Concurrent;
using System.Text;
using Clustering.Nodes.Internal;

namespace Clustering.Operations.Internal;

/// <summary>What nodes tell each other about operations: hints only, for whoever listens here.</summary>
internal sealed class OperationSignals
{
    public const string Topic = "operation";

    private readonly ConcurrentDictionary<string, Action<string, string>> _workers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Handler, string Id), TaskCompletionSource> _waiting = [];

    public OperationSignals(INodeChannel channel) => channel.Handle(Topic, OnMessage);

    /// <summary>Sets who is told what is said of a handler: <c>ready</c> and '', or <c>cancel</c> and an id.</summary>
    public void Listen(string handler, Action<string, string> worker) => _workers[handler] = worker;

    public void Forget(string handler) => _workers.TryRemove(handler, out _);

    /// <summary>Gives a task that ends when an operation may have ended.</summary>
    public Task EndOf(string handler, string id) =>
        _waiting.GetOrAdd((handler, id), static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Waits no more for the end of one.</summary>
    public void Leave(string handler, string id) => _waiting.TryRemove((handler, id), out _);

    public void Hear(string what, string handler, string id)
    {
        if (what == "ended")
        {
            if (_waiting.TryRemove((handler, id), out var waiting))
            {
                waiting.TrySetResult();
            }
        }
        else if (_workers.TryGetValue(handler, out var worker))
        {
            worker(what, id);
        }
    }

    /// <summary>Lets whoever waits for an end look: it may not have been heard.</summary>
    public void WakeWaiting()
    {
        foreach (var (key, _) in _waiting)
        {
            Hear("ended", key.Handler, key.Id);
        }
    }

    private ValueTask OnMessage(ReadOnlyMemory<byte> payload)
    {
        switch (Encoding.UTF8.GetString(payload.Span).Split('\n', 3))
        {
            case [var what, var handler]:
                Hear(what, handler, "");
                break;
            case [var what, var handler, var id]:
                Hear(what, handler, id);
                break;
        }

        return ValueTask.CompletedTask;
    }
}
