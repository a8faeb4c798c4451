using System.Collections.Concurrent;
using System.Text;
using Clustering.Internal;
using Clustering.Nodes;
using Clustering.Nodes.Internal;
using Microsoft.Extensions.Options;

namespace Clustering.Caches.Internal;

/// <summary>Asks other nodes about their caches, over the node channel, and answers what they ask.</summary>
/// <remarks>
/// <code>
/// question, to all nodes:  ID \n node that asks \n what it asks
/// answer, to that node:    ID \n node that answers \n what it answers
/// </code>
/// Either may be lost, so it is asked again with every heartbeat. Who cannot answer yet says nothing.
/// </remarks>
internal sealed class CacheQuestions : IClusterService, IDisposable
{
    public const string Reach = "cachewait";
    public const string List = "cachelist";
    private const string Answer = "cachedone";

    private readonly ConcurrentDictionary<string, CacheQuestion> _open = new(StringComparer.Ordinal);
    private readonly INodeChannel _channel;
    private readonly IClusterNodes _nodes;
    private readonly CacheOptions _options;
    private readonly CacheClock _clock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stopped;

    public CacheQuestions(INodeChannel channel, IClusterNodes nodes, CacheAnswers answers, IOptions<CacheOptions> options, CacheClock clock)
    {
        _channel = channel;
        _nodes = nodes;
        _options = options.Value;
        _clock = clock;
        _stopped = _stopping.Token;
        channel.Handle(Reach, payload => OnAsked(payload, answers.ReachAsync));
        channel.Handle(List, payload => OnAsked(payload, answers.ListAsync));
        channel.Handle(Answer, OnAnswered);
    }

    /// <summary>Asks nodes, until all have answered or the time is over.</summary>
    /// <returns>The answers, by node.</returns>
    public async Task<IReadOnlyDictionary<string, string>> AskAsync(
        string topic, string what, IReadOnlyCollection<string> nodes, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var began = _clock.Time.GetTimestamp();
        var question = new CacheQuestion(nodes);
        var id = Guid.NewGuid().ToString("n");
        _open[id] = question;
        try
        {
            var payload = Encoding.UTF8.GetBytes($"{id}\n{_nodes.Self.Id}\n{what}");
            while (!question.AllAnswered.IsCompleted && timeout - _clock.Time.GetElapsedTime(began) is var left && left > TimeSpan.Zero)
            {
                await TryPublishAsync(null, topic, payload, cancellationToken).ConfigureAwait(false);
                var pause = left < _options.Heartbeat ? left : _options.Heartbeat;
                await Task.WhenAny(question.AllAnswered, Task.Delay(pause, _clock.Time, cancellationToken)).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
            }

            return question.Answers;
        }
        finally
        {
            _open.TryRemove(id, out _);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => _stopping.CancelAsync();

    public void Dispose() => _stopping.Cancel();

    private ValueTask OnAsked(ReadOnlyMemory<byte> payload, Func<string, CancellationToken, Task<string>> answer)
    {
        if (Encoding.UTF8.GetString(payload.Span).Split('\n', 3) is [var id, var asker, var what] && asker != _nodes.Self.Id)
        {
            _ = AnswerAsync(id, asker, what, answer); // Not here: messages wait meanwhile, and the one of the invalidation may be among them.
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask OnAnswered(ReadOnlyMemory<byte> payload)
    {
        if (Encoding.UTF8.GetString(payload.Span).Split('\n', 3) is [var id, var node, .. var rest] && _open.TryGetValue(id, out var question))
        {
            question.Answered(node, rest is [var text] ? text : "");
        }

        return ValueTask.CompletedTask;
    }

    private async Task AnswerAsync(string id, string asker, string what, Func<string, CancellationToken, Task<string>> answer)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        string text;
        try
        {
            text = await answer(what, _stopped).ConfigureAwait(false);
        }
        catch (Exception)
        {
            return; // Not done. A loader that fails is logged where it fails, and the asker asks again.
        }

        await TryPublishAsync(asker, Answer, Encoding.UTF8.GetBytes($"{id}\n{_nodes.Self.Id}\n{text}"), CancellationToken.None).ConfigureAwait(false);
    }

    private async Task TryPublishAsync(string? node, string topic, byte[] payload, CancellationToken cancellationToken)
    {
        try
        {
            await _channel.PublishAsync(node, topic, payload, cancellationToken).ConfigureAwait(false);
        }
        catch (ClusterUnavailableException)
        {
            // It is asked again.
        }
    }
}
