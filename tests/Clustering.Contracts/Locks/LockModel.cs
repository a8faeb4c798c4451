namespace Clustering.Contracts.Locks;

/// <summary>What locks are, in the fewest words: the yardstick of the random test. Clients are numbers.</summary>
internal sealed class LockModel
{
    private readonly Dictionary<string, List<int>> _lines = [];

    /// <summary>The client that has the lock, and behind it those who wait.</summary>
    public IReadOnlyList<int> Line(string name) => _lines.TryGetValue(name, out var line) ? line : _lines[name] = [];

    /// <summary>Takes the lock or, if it may wait, a place in line.</summary>
    /// <returns>Whether the client has it now.</returns>
    public bool Ask(string name, int client, bool waits)
    {
        var line = (List<int>)Line(name);
        if (line.Count == 0 || waits)
        {
            line.Add(client);
        }

        return line[0] == client;
    }

    /// <summary>Lets go, or leaves the line; also when forced.</summary>
    /// <returns>Whoever has it by that and had it not before.</returns>
    public int? End(string name, int client)
    {
        var line = (List<int>)Line(name);
        var wasHolder = line.Count > 0 && line[0] == client;
        line.Remove(client);
        return wasHolder && line.Count > 0 ? line[0] : null;
    }
}
