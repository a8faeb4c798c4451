using Clustering.Configuration.Internal;

namespace Clustering.Sessions.Internal;

/// <summary>The settings of <see cref="ClusterSessionOptions"/>.</summary>
internal static class ClusterSessionOptionsTable
{
    public const string Section = "Clustering:Sessions";

    private static readonly TextType Secrets = new(
        "at least 16 characters, the same on every node",
        secret => secret.Length < 16 ? new("It has fewer than 16 characters, so it could be guessed.") : null,
        secret: true);

    public static OptionsTable<ClusterSessionOptions> Table { get; } = new OptionsTable<ClusterSessionOptions>(Section)
        .Add(nameof(ClusterSessionOptions.AbsoluteTimeout), new DurationType(TimeSpan.FromSeconds(1), TimeSpan.MaxValue),
            options => options.AbsoluteTimeout, (options, value) => options.AbsoluteTimeout = value,
            "How long a session may last however busy it is. Not set, there is no limit.")
        .Add(nameof(ClusterSessionOptions.LongestIdleTimeout), new DurationType(TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650)),
            options => options.LongestIdleTimeout, (options, value) => options.LongestIdleTimeout = value,
            "The bound of every idle timeout, and so for how long a revocation is remembered.")
        .Add(nameof(ClusterSessionOptions.TouchGranularity), new DurationType(TimeSpan.Zero, TimeSpan.FromHours(1)),
            options => options.TouchGranularity, (options, value) => options.TouchGranularity = value,
            "How much earlier than its idle timeout a session may end, to spare a write for every request.")
        .Add(nameof(ClusterSessionOptions.Budget), new DurationType(TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(5)),
            options => options.Budget, (options, value) => options.Budget = value,
            "How long one request may wait for its session in all.")
        .Add(nameof(ClusterSessionOptions.OnUnavailable), new EnumType<SessionUnavailable>(),
            options => options.OnUnavailable, (options, value) => options.OnUnavailable = value,
            "What a request gets that needs its session while Redis is away: an error, or an empty session.")
        .Add(nameof(ClusterSessionOptions.RenewGrace), new DurationType(TimeSpan.Zero, TimeSpan.FromMinutes(5)),
            options => options.RenewGrace, (options, value) => options.RenewGrace = value,
            "For how long the old id still works after a session got a new one.")
        .Add(nameof(ClusterSessionOptions.MaxBytes), new IntegerType<int>(1024, 256 * 1024 * 1024),
            options => options.MaxBytes, (options, value) => options.MaxBytes = value,
            "How many bytes one session may have, keys and values together.")
        .Add(nameof(ClusterSessionOptions.MaxKeys), new IntegerType<int>(1, 100_000),
            options => options.MaxKeys, (options, value) => options.MaxKeys = value,
            "How many keys one session may have.")
        .Add(nameof(ClusterSessionOptions.LocalCopyBytes), new IntegerType<long>(0, long.MaxValue),
            options => options.LocalCopyBytes, (options, value) => options.LocalCopyBytes = value,
            "How many bytes this process spends on copies of sessions. 0 keeps none.")
        .Add(nameof(ClusterSessionOptions.MaxBlockingLoads), new IntegerType<int>(1, 1000),
            options => options.MaxBlockingLoads, (options, value) => options.MaxBlockingLoads = value,
            "How many requests may block a thread at once to load their session.")
        .Add(nameof(ClusterSessionOptions.Encrypt), BooleanType.Instance,
            options => options.Encrypt, (options, value) => options.Encrypt = value,
            "Whether the values are encrypted in Redis, with the app's Data Protection keys.")
        .Add(nameof(ClusterSessionOptions.ReadStockSessions), BooleanType.Instance,
            options => options.ReadStockSessions, (options, value) => options.ReadStockSessions = value,
            "Whether a session of ASP.NET Core's own store is taken over when it is first loaded.")
        .Add(nameof(ClusterSessionOptions.StockInstanceName), TextType.Any,
            options => options.StockInstanceName, (options, value) => options.StockInstanceName = value,
            "The InstanceName those sessions were written with.")
        .Add(nameof(ClusterSessionOptions.KeySecret), Secrets,
            options => options.KeySecret, (options, value) => options.KeySecret = value,
            "The secret with which a session's id becomes its key in Redis.")
        .Rule(options => options.TouchGranularity < options.LongestIdleTimeout ? null : new(
            nameof(ClusterSessionOptions.TouchGranularity),
            new(
                $"It is not less than {Section}:LongestIdleTimeout ({Durations.Show(options.LongestIdleTimeout)}), so a session in use could end.",
                "Make it a small part of the idle timeout, such as a twentieth.")));
}
