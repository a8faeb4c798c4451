using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LocalCluster;

/// <summary>The command line.</summary>
internal sealed record LocalClusterOptions
{
    private const int MostNodes = 9;

    private const string Usage =
        """
        Starts a cluster of Document Desk on this machine: Redis, nodes, a load balancer.

          --nodes N             how many nodes, 1 to 9; 3 if not given
          --port P              the load balancer's port, 5080 if not given, 0 for any; the nodes take the ones behind it
          --redis HOST:PORT     use this server. Else the one that CLUSTERING_REDIS names, else a redis-server from the PATH,
                                else Garnet, which is fetched as a .NET tool; '--redis garnet' takes that in any case
          --script FILE         run the commands of a file and end; the exit code says whether all went well
          --affinity            let the load balancer send a visitor to the same node each time
          --verbose             a line for each request
        """;

    public int Nodes { get; init; } = 3;

    public int Port { get; init; } = 5080;

    public string? Redis { get; init; }

    public string? Script { get; init; }

    public bool Affinity { get; init; }

    public bool Verbose { get; init; }

    public static bool TryParse(string[] args, TextWriter output, [NotNullWhen(true)] out LocalClusterOptions? options)
    {
        options = new() { Redis = Environment.GetEnvironmentVariable("CLUSTERING_REDIS") is { Length: > 0 } named ? named : null };
        for (var i = 0; i < args.Length; i++)
        {
            var next = i + 1 < args.Length ? args[i + 1] : null;
            (options, var taken) = (args[i], next) switch
            {
                ("--affinity", _) => (options with { Affinity = true }, 0),
                ("--verbose", _) => (options with { Verbose = true }, 0),
                ("--nodes", { } text) when Number(text, 1, MostNodes) is { } nodes => (options with { Nodes = nodes }, 1),
                ("--port", { } text) when Number(text, 0, ushort.MaxValue - MostNodes) is { } port => (options with { Port = port }, 1),
                ("--redis", { } text) => (options with { Redis = text }, 1),
                ("--script", { } text) when File.Exists(text) => (options with { Script = text }, 1),
                _ => (null!, 0),
            };
            if (options is null)
            {
                if (args[i] != "--help")
                {
                    output.WriteLine($"Cannot use '{args[i]}{(next is null ? "" : $" {next}")}'.\n");
                }

                output.WriteLine(Usage);
                return false;
            }

            i += taken;
        }

        return true;
    }

    private static int? Number(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;
}
