namespace Clustering.Testing.Internal;

/// <summary>Garnet. It understands those arguments of <c>redis-server</c> for which it has something of its own.</summary>
internal sealed class Garnet(params string[] options) : ServerKind
{
    public override string Name => "garnet";

    internal override async Task<ServerLaunch> PrepareAsync(int port, string folder, string[] extraArguments)
    {
        var access = new ServerAccess(Password: PlainRedis.ValueOf(extraArguments, "--requirepass"));
        string[] arguments =
        [
            "--port", $"{port}", "--bind", "127.0.0.1", "--commandstats-monitor", .. options, .. Translate(extraArguments),
        ];
        return new(await GarnetTool.GetAsync(), arguments, access, access);
    }

    private static IEnumerable<string> Translate(string[] arguments)
    {
        foreach (var argument in arguments.Chunk(2))
        {
            string[] translated = argument switch
            {
                ["--requirepass", var password] => ["--auth", "Password", "--password", password],
                ["--appendonly", "yes"] => ["--aof", "--recover", "--device-type", "RandomAccess"],
                ["--appendfsync", "always"] => ["--aof-commit-wait"],
                _ => throw new NotSupportedException(
                    $"Garnet has nothing like '{string.Join(' ', argument)}'. A test that needs it says [NotOn(\"garnet\", ...)]."),
            };
            foreach (var one in translated)
            {
                yield return one;
            }
        }
    }
}
