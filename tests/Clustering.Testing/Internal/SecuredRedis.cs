namespace Clustering.Testing.Internal;

/// <summary>A <c>redis-server</c> as careful people run it: TLS only, no default user, the app's user with the rights that docs/doctor.md lists.</summary>
internal sealed class SecuredRedis : ServerKind
{
    private const string AppUser = "app";
    private const string AppPassword = "app's-s3cr3t:with@marks%20";
    private const string TestUser = "rig";
    private const string TestPassword = "rig-s3cr3t";
    private const int Database = 5;

    // Beside the keys of the tests' clusters, whatever they are called: those of the store that sessions are taken over from.
    private const string StockSessions = "~stock:*";

    // One for all, so that an app that moves from one server to another trusts both.
    private static readonly CertificateAuthority Authority = new("test authority");

    public override string Name => "secured";

    internal override async Task<ServerLaunch> PrepareAsync(int port, string folder, string[] extraArguments)
    {
        using var certificates = new TestCertificates(folder, Authority);
        await File.WriteAllLinesAsync(Path.Combine(folder, "users.acl"), [
            "user default off ~* &* +@all", // Off, but with its rights: docs/redis.md says why.
            $"user {TestUser} on >{TestPassword} ~* &* +@all",
            $"user {AppUser} {string.Join(' ', DocumentedRules())} {StockSessions}",
        ]);
        string[] arguments =
        [
            "--port", "0", "--tls-port", $"{port}", .. PlainRedis.Common, "--aclfile", "users.acl",
            "--tls-cert-file", certificates.CertificateFile, "--tls-key-file", certificates.KeyFile,
            "--tls-ca-cert-file", certificates.AuthorityFile, "--tls-auth-clients", "no",
            "--tls-replication", "yes", "--masteruser", TestUser, "--masterauth", TestPassword, .. extraArguments,
        ];
        return new(
            "redis-server",
            arguments,
            new(AppUser, AppPassword, Database, IsTls: true, certificates.AuthorityFile),
            new(TestUser, TestPassword, Database, IsTls: true, certificates.AuthorityFile));
    }

    internal override string[] Allow(string[] rules) => ["SETUSER", AppUser, .. rules];

    // "ACL SETUSER app on >PASSWORD ~{NAME}:* ...": for one cluster there, for all clusters of the tests here.
    private static IEnumerable<string> DocumentedRules()
    {
        using var stream = typeof(SecuredRedis).Assembly.GetManifestResourceStream("doctor.md")!;
        using var reader = new StreamReader(stream);
        var start = $"ACL SETUSER {AppUser} ";
        var line = reader.ReadToEnd().Split('\n').FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"docs/doctor.md has no line that begins with '{start}'.");
        return line[start.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(rule => rule.Replace(">PASSWORD", $">{AppPassword}", StringComparison.Ordinal).Replace("{NAME}", "{*}", StringComparison.Ordinal));
    }
}
