// Runs every test of the repository on a machine that has the .NET SDK and nothing else:
//
//     dotnet run eng/test.cs                                   all of them
//     dotnet run eng/test.cs -- --filter Sessions              what follows -- goes to 'dotnet test'
//     dotnet run eng/test.cs -- --servers redis,garnet         on these kinds of server; all are redis,garnet,secured
//     dotnet run eng/test.cs -- --no-skips                     a skipped test is a failure, as in CI
//
// All projects run on redis-server as it comes; those that need a Redis run again on Garnet, and on a secured Redis.
// Redis and its Sentinel come from the system's package manager where they are missing; the tests fetch Garnet, a .NET tool,
// themselves. The last line is always 'N passed, N failed, N skipped' over all kinds; the exit code is 0 only if none failed
// and at least one passed.

#:property PublishAot=false

using System.Diagnostics;
using System.Xml.Linq;

var root = Repository.Root();
var wishes = Wishes.Read(args);

Environment.SetEnvironmentVariable("DOTNET_CLI_TELEMETRY_OPTOUT", "1");
Environment.SetEnvironmentVariable("DOTNET_NOLOGO", "1");

Redis.Ensure();

var results = Directory.CreateTempSubdirectory("clustering-tests-");
try
{
    var code = Shell.Run("dotnet", ["build", "Clustering.sln", "--configuration", "Release", "--verbosity", "quiet"], root, TimeSpan.FromMinutes(10));
    var outcome = Outcome.None;
    if (code == 0)
    {
        var began = Stopwatch.StartNew();
        foreach (var kind in wishes.Servers)
        {
            var (more, found) = Pass.Run(kind, wishes, root, results.CreateSubdirectory(kind), TimeSpan.FromMinutes(18) - began.Elapsed);
            code = code == 0 ? more : code;
            outcome = outcome.And(found);
        }
    }

    outcome.Report();
    var good = code == 0 && outcome is { Failed: 0, Passed: > 0 } && (outcome.Skipped == 0 || !wishes.NoSkips);
    if (!good && outcome.Failed == 0)
    {
        Console.WriteLine(
            code != 0 ? $"'dotnet' ended with code {code}; its output is above."
            : outcome.Passed == 0 ? "No test ran."
            : "Tests were skipped, which --no-skips does not allow.");
    }

    Console.WriteLine($"{outcome.Passed} passed, {outcome.Failed} failed, {outcome.Skipped} skipped");
    return good ? 0 : 1;
}
finally
{
    results.Delete(recursive: true);
}

/// <summary>What the command line asks for.</summary>
internal sealed record Wishes(IReadOnlyList<string> Servers, bool NoSkips, string? Filter, string[] PassedOn)
{
    private static readonly string[] AllServers = ["redis", "garnet", "secured"];

    public static Wishes Read(string[] args)
    {
        var rest = args.ToList();
        var noSkips = rest.Remove("--no-skips");
        var filter = Take(rest, "--filter");
        var servers = Take(rest, "--servers")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? AllServers;
        if (servers.Length == 0 || servers.Except(AllServers).Any())
        {
            Console.WriteLine($"--servers takes one or more of {string.Join(',', AllServers)}.");
            Environment.Exit(2);
        }

        return new(servers, noSkips, filter, [.. rest]);
    }

    // '--filter Sessions' and '--filter=Sessions'.
    private static string? Take(List<string> args, string name)
    {
        var at = args.FindIndex(arg => arg == name || arg.StartsWith(name + "=", StringComparison.Ordinal));
        if (at < 0 || (args[at] == name && at + 1 == args.Count))
        {
            return null;
        }

        var isOne = args[at] != name;
        var value = isOne ? args[at][(name.Length + 1)..] : args[at + 1];
        args.RemoveRange(at, isOne ? 1 : 2);
        return value;
    }
}

/// <summary>The tests on one kind of server.</summary>
internal static class Pass
{
    private const string Ordinary = "redis";

    // What the kind of server makes no difference to has run on the ordinary one.
    private static readonly string[] OverRedis = ["tests/Clustering.Core.RedisTests", "tests/Clustering.AspNetCore.Tests"];

    public static (int Code, Outcome Outcome) Run(string kind, Wishes wishes, string root, DirectoryInfo results, TimeSpan limit)
    {
        Console.WriteLine($"\nThe tests on the server '{kind}':");
        Environment.SetEnvironmentVariable("CLUSTERING_TEST_SERVER", kind);
        var began = Stopwatch.StartNew();
        var code = 0;
        foreach (var project in kind == Ordinary ? ["Clustering.sln"] : OverRedis)
        {
            // One project at a time: the fault tests measure how fast things recover, and share the cores with nobody.
            var ended = Shell.Run(
                "dotnet",
                [
                    "test", project, "--configuration", "Release", "--no-build", "-maxcpucount:1", "--logger", "trx",
                    "--results-directory", results.FullName, "--filter", Filter(kind, wishes.Filter), .. wishes.PassedOn,
                ],
                root,
                limit - began.Elapsed);
            code = code == 0 ? ended : code;
        }

        return (code, Outcome.Read(results, kind == Ordinary ? "" : $"on {kind}: "));
    }

    // A test that a kind of server lacks something for says so: [NotOn("garnet", "...")].
    private static string Filter(string kind, string? wished) => wished is null ? $"NotOn!={kind}" : $"({wished})&(NotOn!={kind})";
}

/// <summary>What the tests came to, read from the result files of all projects.</summary>
internal sealed record Outcome(int Passed, int Failed, int Skipped, IReadOnlyList<(string Name, string Message)> Failures)
{
    public static Outcome None { get; } = new(0, 0, 0, []);

    public static Outcome Read(DirectoryInfo folder, string prefix)
    {
        var files = folder.EnumerateFiles("*.trx", SearchOption.AllDirectories).Select(file => XDocument.Load(file.FullName)).ToList();

        // Not the files' own counters: they do not count a skipped test.
        var tests = files.SelectMany(file => Elements(file, "UnitTestResult")).ToLookup(test => (string?)test.Attribute("outcome"));
        var failures = tests.Where(outcome => outcome.Key is not ("Passed" or "NotExecuted")).SelectMany(outcome => outcome)
            .Select(test => ($"{prefix}{(string?)test.Attribute("testName")}", Message(test)))
            .Concat(files.SelectMany(OutsideOfTests).Select(failure => ($"{prefix}{failure.Name}", failure.Message)))
            .ToList();
        return new(tests["Passed"].Count(), failures.Count, tests["NotExecuted"].Count(), failures);
    }

    public Outcome And(Outcome other) =>
        new(Passed + other.Passed, Failed + other.Failed, Skipped + other.Skipped, [.. Failures, .. other.Failures]);

    public void Report()
    {
        foreach (var (name, message) in Failures)
        {
            Console.WriteLine($"\nFAILED {name}\n       {message.ReplaceLineEndings("\n       ")}");
        }

        Console.WriteLine();
    }

    private static IEnumerable<XElement> Elements(XContainer within, string name) =>
        within.Descendants().Where(element => element.Name.LocalName == name);

    private static string Message(XElement test) => Elements(test, "Message").FirstOrDefault()?.Value.Trim() ?? "without a message";

    // What fails when all tests of a class or an assembly are over belongs to none of them. The file has its first line as an error,
    // and the rest, which says what it was, in the run's output.
    private static IEnumerable<(string Name, string Message)> OutsideOfTests(XDocument file)
    {
        var errors = Elements(file, "RunInfo").Where(info => (string?)info.Attribute("outcome") == "Error").Select(info => Unmarked(info.Value))
            .Where(static error => !error.EndsWith("[FAIL]", StringComparison.Ordinal)).ToList(); // Those are tests, and counted.
        var output = Elements(file, "ResultSummary").SelectMany(summary => Elements(summary, "StdOut")).Select(text => Unmarked(text.Value));
        return errors.Count == 0 ? [] : [(string.Join('\n', errors), string.Join('\n', output))];
    }

    // Without the adapter's "[xUnit.net 00:00:01.23]".
    private static string Unmarked(string text) => string.Join(
        '\n', text.Split('\n').Select(line => line.StartsWith("[xUnit.net ", StringComparison.Ordinal) ? line[(line.IndexOf(']') + 1)..].Trim() : line.TrimEnd())).Trim();
}

/// <summary>The programs that the tests start as servers of their own.</summary>
internal static class Redis
{
    // Debian starts what it installs. The policy file is its own way of asking it not to; the machine gets the programs only.
    private const string AptGet =
        """
        export DEBIAN_FRONTEND=noninteractive
        policy=/usr/sbin/policy-rc.d
        if [ ! -e $policy ]; then
          printf '#!/bin/sh\nexit 101\n' >$policy && chmod +x $policy
          trap 'rm -f /usr/sbin/policy-rc.d' EXIT
        fi
        install='apt-get install -y --no-install-recommends redis-server redis-sentinel'
        { apt-get update && $install; } || $install || exit
        systemctl disable redis-server redis-sentinel >/dev/null 2>&1 || true
        """;

    private static readonly string[] Programs = ["redis-server", "redis-sentinel"];

    private static readonly (string Manager, string Script, bool NeedsRoot)[] Installers =
    [
        ("apt-get", AptGet, true),
        ("dnf", "dnf install -y redis || dnf install -y valkey valkey-compat-redis", true),
        ("apk", "apk add --no-cache redis || apk add --no-cache valkey valkey-compat", true),
        ("pacman", "pacman -Sy --noconfirm valkey", true),
        ("brew", "brew install redis", false),
    ];

    public static void Ensure()
    {
        if (Programs.All(Shell.Has))
        {
            return;
        }

        var missing = string.Join(" and ", Programs.Where(program => !Shell.Has(program)));
        if (Installers.FirstOrDefault(i => Shell.Has(i.Manager)) is not { Manager: not null } installer)
        {
            Explain("this program knows none of the machine's package managers");
            return;
        }

        Console.WriteLine($"Installing {missing} with {installer.Manager}.");
        var asRoot = installer.NeedsRoot && Environment.UserName != "root";
        if (asRoot && !Shell.Has("sudo"))
        {
            Explain($"{installer.Manager} needs root, and there is no sudo");
            return;
        }

        // -n: never ask. A build must not wait for somebody to type a password.
        string[] command = asRoot ? ["sudo", "-n", "sh", "-c", installer.Script] : ["sh", "-c", installer.Script];
        var code = Shell.Run(command[0], command[1..], Repository.Root(), TimeSpan.FromMinutes(8));
        if (!Programs.All(Shell.Has))
        {
            Explain($"{installer.Manager} ended with code {code}, and they are still not on the PATH");
        }

        void Explain(string reason) => Console.WriteLine(
            $"""
            There is no {missing} here, and none could be installed: {reason}.
            Install Redis 6.2 or later (or Valkey) so that redis-server and redis-sentinel are on the PATH, as with
                sudo apt-get install redis-server redis-sentinel      Debian, Ubuntu, WSL
                sudo dnf install redis                                Fedora, RHEL
                brew install redis                                    macOS
            and run this again. The tests that need them fail until then; the others run now.
            """);
    }
}

/// <summary>Other programs.</summary>
internal static class Shell
{
    public static bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)) || File.Exists(Path.Combine(folder, program + ".exe")));

    /// <summary>Runs a program in the foreground, and ends it with all its children when the time is up.</summary>
    public static int Run(string program, IEnumerable<string> arguments, string folder, TimeSpan limit)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder })
            ?? throw new InvalidOperationException($"'{program}' could not be started.");
        if (!process.WaitForExit(limit))
        {
            Console.WriteLine($"'{program}' did not end within {limit.TotalMinutes} minutes and is stopped.");
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        return process.ExitCode;
    }
}

/// <summary>Where the repository is, whatever folder the program is run from.</summary>
internal static class Repository
{
    // What 'dotnet run' tells a program made of one file. Not [CallerFilePath], which a deterministic build replaces.
    public static string Root() => Path.GetDirectoryName(
        AppContext.GetData("EntryPointFileDirectoryPath") as string
            ?? throw new InvalidOperationException("Run this with 'dotnet run eng/test.cs'."))!;
}
