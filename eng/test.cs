// Runs every test of the repository on a machine that has the .NET SDK and nothing else:
//
//     dotnet run eng/test.cs                                   all of them
//     dotnet run eng/test.cs -- --filter Sessions              what follows -- goes to 'dotnet test'
//     dotnet run eng/test.cs -- --no-skips                     a skipped test is a failure, as in CI
//
// Redis and its Sentinel come from the system's package manager where they are missing. The last line is always
// 'N passed, N failed, N skipped'; the exit code is 0 only if none failed and at least one passed.

#:property PublishAot=false

using System.Diagnostics;
using System.Xml.Linq;

var root = Repository.Root();
var noSkips = args.Contains("--no-skips");
string[] passedOn = [.. args.Where(a => a != "--no-skips")];

Environment.SetEnvironmentVariable("DOTNET_CLI_TELEMETRY_OPTOUT", "1");
Environment.SetEnvironmentVariable("DOTNET_NOLOGO", "1");

Redis.Ensure();

var results = Directory.CreateTempSubdirectory("clustering-tests-");
try
{
    var code = Shell.Run("dotnet", ["build", "Clustering.sln", "--configuration", "Release", "--verbosity", "quiet"], root, TimeSpan.FromMinutes(10));
    if (code == 0)
    {
        // One project at a time: the fault tests measure how fast things recover, and share the cores with nobody.
        code = Shell.Run(
            "dotnet",
            ["test", "Clustering.sln", "--configuration", "Release", "--no-build", "-maxcpucount:1", "--logger", "trx", "--results-directory", results.FullName, .. passedOn],
            root,
            TimeSpan.FromMinutes(18));
    }

    var outcome = Outcome.Read(results);
    outcome.Report();
    var good = code == 0 && outcome is { Failed: 0, Passed: > 0 } && (outcome.Skipped == 0 || !noSkips);
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

/// <summary>What the tests came to, read from the result files of all projects.</summary>
internal sealed record Outcome(int Passed, int Failed, int Skipped, IReadOnlyList<(string Name, string Message)> Failures)
{
    public static Outcome Read(DirectoryInfo folder)
    {
        // Not the files' own counters: they do not count a skipped test.
        var tests = folder.EnumerateFiles("*.trx", SearchOption.AllDirectories)
            .SelectMany(file => XDocument.Load(file.FullName).Descendants())
            .Where(element => element.Name.LocalName == "UnitTestResult")
            .ToLookup(element => (string?)element.Attribute("outcome"));
        var failed = tests.Where(outcome => outcome.Key is not ("Passed" or "NotExecuted")).SelectMany(outcome => outcome).ToList();
        return new(
            tests["Passed"].Count(),
            failed.Count,
            tests["NotExecuted"].Count(),
            [.. failed.Select(test => ((string?)test.Attribute("testName") ?? "?", Message(test)))]);
    }

    public void Report()
    {
        foreach (var (name, message) in Failures)
        {
            Console.WriteLine($"\nFAILED {name}\n       {message.ReplaceLineEndings("\n       ")}");
        }

        Console.WriteLine();
    }

    private static string Message(XElement test) =>
        test.Descendants().FirstOrDefault(element => element.Name.LocalName == "Message")?.Value.Trim() ?? "without a message";
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
