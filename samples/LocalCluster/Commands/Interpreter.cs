using System.Globalization;
using LocalCluster.Nodes;

namespace LocalCluster.Commands;

/// <summary>The commands, the same at the prompt and in a script.</summary>
internal sealed class Interpreter(Fleet fleet, Visitor visitor, Journal journal)
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(30);

    private const string Help =
        """
          status                        what every node does, and what the load balancer thinks of it
          kill N                        end node N as a power failure would
          start N                       start it again
          drain N                       no new requests, wait for those in flight, then stop
          wait ready N                  wait until node N says it is ready
          get PATH                      ask through the load balancer, with one jar of cookies
          post PATH name=value …        send a form (its anti-forgery token is filled in), or JSON to /api
          delete PATH
          on N get|post|delete …        the same, straight to node N
          expect status 200             what the last answer must be; a script ends where it is not
          expect node node-2
          expect body contains TEXT
          expect json items.0.id == D-1003        also !=
          print TEXT
          quit
        """;

    /// <summary>Carries out a line.</summary>
    /// <returns>Whether to go on: false after <c>quit</c>.</returns>
    /// <exception cref="CommandException">It could not be done, or an expectation was not met.</exception>
    public async Task<bool> RunAsync(string line, CancellationToken cancellationToken)
    {
        var words = Words.Of(line);
        switch (words)
        {
            case []:
                break;
            case ["quit" or "exit"]:
                return false;
            case ["help"]:
                Console.WriteLine(Help);
                break;
            case ["print", .. var text]:
                journal.Good("", string.Join(' ', text));
                break;
            case ["status"]:
                await StatusAsync(cancellationToken);
                break;
            case ["kill", var node]:
                await fleet.KillAsync(Number(node));
                break;
            case ["start", var node]:
                await fleet.StartAsync(Number(node), cancellationToken);
                break;
            case ["drain", var node]:
                await fleet.DrainAsync(Number(node), cancellationToken);
                break;
            case ["wait", "ready", var node]:
                await WaitReadyAsync(Number(node), cancellationToken);
                break;
            case ["expect", .. var what]:
                Expectation.Check(what, visitor.Last ?? throw new CommandException("Nothing was asked yet, so nothing can be expected."));
                break;
            case ["on", var node, .. var request]:
                await AskAsync(Number(node), request, cancellationToken);
                break;
            default:
                await AskAsync(node: null, words, cancellationToken);
                break;
        }

        return true;
    }

    private static int Number(string word) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new CommandException($"'{word}' is not the number of a node.");

    private static Dictionary<string, string> Values(IEnumerable<string> words) => words
        .Select(word => word.Split('=', 2) is [var name, var value] ? (name, value) : throw new CommandException($"'{word}' is not name=value."))
        .ToDictionary(pair => pair.name, pair => pair.value, StringComparer.Ordinal);

    private async Task AskAsync(int? node, string[] request, CancellationToken cancellationToken)
    {
        var answer = await (request switch
        {
            ["get", var path] => visitor.GetAsync(node, path, cancellationToken),
            ["delete", var path] => visitor.DeleteAsync(node, path, cancellationToken),
            ["post", var path, .. var values] => visitor.PostAsync(node, path, Values(values), cancellationToken),
            var other => throw new CommandException($"'{string.Join(' ', other)}' is not a command; 'help' lists them."),
        });
        journal.Say("", $"{answer}{(answer.Body.StartsWith('{') || answer.Body.StartsWith('[') ? $"  {answer.Brief}" : "")}");
    }

    private async Task WaitReadyAsync(int number, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ReadyLimit);
        try
        {
            while (!await fleet[number].IsReadyAsync(limit.Token))
            {
                await Task.Delay(50, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandException($"{fleet[number].Name} was not ready within {ReadyLimit.TotalSeconds} s.");
        }
    }

    private async Task StatusAsync(CancellationToken cancellationToken)
    {
        foreach (var node in fleet.Nodes)
        {
            var running = node.State is NodeState.Stopped or NodeState.Dead ? "" : $", process {node.ProcessId}";
            var ready = await node.IsReadyAsync(cancellationToken) ? "says it is ready" : "does not say it is ready";
            journal.Say(node.Name, $"{node.State.ToString().ToLowerInvariant()}{running}, {ready}; load balancer: {fleet.OpinionOf(node)}  {node.Address}");
        }
    }
}
