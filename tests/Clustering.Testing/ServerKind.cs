using Clustering.Testing.Internal;

namespace Clustering.Testing;

/// <summary>What kind of server the tests run on. All tests must pass on each kind, but for those that say <see cref="NotOnAttribute"/>.</summary>
public abstract class ServerKind
{
    /// <summary>The environment variable that chooses one by its <see cref="Name"/>.</summary>
    public const string Variable = "CLUSTERING_TEST_SERVER";

    /// <summary>Gets <c>redis-server</c> as it comes: no password, no TLS, database 0.</summary>
    public static ServerKind Redis { get; } = new PlainRedis();

    /// <summary>Gets <c>redis-server</c> as it should be: TLS only, an ACL user that may do what docs/doctor.md says, another database.</summary>
    public static ServerKind Secured { get; } = new SecuredRedis();

    /// <summary>Gets Garnet, with the options it needs to be of use.</summary>
    public static ServerKind Garnet { get; } = new Garnet("--lua", "--lua-transaction-mode");

    /// <summary>Gets a Garnet whose scripts are not atomic.</summary>
    public static ServerKind GarnetWithoutTransactions { get; } = new Garnet("--lua");

    /// <summary>Gets a Garnet that runs no scripts.</summary>
    public static ServerKind GarnetWithoutLua { get; } = new Garnet();

    /// <summary>Gets the names of those that all tests run on.</summary>
    public static IReadOnlyList<string> Names { get; } = [Redis.Name, Garnet.Name, Secured.Name];

    /// <summary>Gets the kind that <see cref="Variable"/> names; <see cref="Redis"/> where it is not set.</summary>
    public static ServerKind Current { get; } = Find(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Gets what <see cref="Variable"/> calls it.</summary>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Finds a kind by its name.</summary>
    internal static ServerKind Find(string? name)
    {
        ServerKind[] kinds = [Redis, Garnet, Secured];
        return string.IsNullOrEmpty(name)
            ? Redis
            : kinds.FirstOrDefault(kind => kind.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw new InvalidOperationException($"{Variable} is '{name}'; it must be one of {string.Join(", ", kinds.Select(kind => kind.Name))}.");
    }

    /// <summary>Says how to start one. What it needs of files it puts into <paramref name="folder"/>, where it will run.</summary>
    internal abstract Task<ServerLaunch> PrepareAsync(int port, string folder, string[] extraArguments);

    /// <summary>Gives the app's user more rights, where the kind has users.</summary>
    internal virtual string[]? Allow(string[] rules) => null;
}
