namespace Clustering.Testing.Internal;

/// <summary>A <c>redis-server</c> with no more than the test asks for.</summary>
internal sealed class PlainRedis : ServerKind
{
    /// <summary>It keeps nothing on disk unless told so.</summary>
    public static readonly string[] Common = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];

    public override string Name => "redis";

    internal override Task<ServerLaunch> PrepareAsync(int port, string folder, string[] extraArguments)
    {
        var isTls = ValueOf(extraArguments, "--tls-cert-file") is not null;
        string[] ports = isTls ? ["--port", "0", "--tls-port", $"{port}"] : ["--port", $"{port}"];
        var access = new ServerAccess(Password: ValueOf(extraArguments, "--requirepass"), IsTls: isTls);
        var isClosed = isTls && ValueOf(extraArguments, "--tls-auth-clients") is not ("no" or "optional");
        return Task.FromResult(new ServerLaunch("redis-server", [.. ports, .. Common, .. extraArguments], access, access, isClosed));
    }

    public static string? ValueOf(string[] arguments, string name)
    {
        var at = Array.IndexOf(arguments, name);
        return at >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : null;
    }
}
