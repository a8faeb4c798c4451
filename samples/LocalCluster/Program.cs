// A whole cluster on one machine with one command: Redis (or Garnet), three nodes of Document Desk and a load balancer.
//
//     dotnet run --project samples/LocalCluster
//     dotnet run --project samples/LocalCluster -- --script samples/LocalCluster/scripts/failover.txt

using LocalCluster;
using LocalCluster.Commands;
using LocalCluster.Nodes;
using LocalCluster.Processes;
using LocalCluster.Proxy;
using LocalCluster.Redis;

if (!LocalClusterOptions.TryParse(args, Console.Out, out var options))
{
    return args.Contains("--help") ? 0 : 2;
}

using var logs = new LogFolder();
var journal = new Journal();
try
{
    // The proxy first: its port is the one thing that may be taken, and it knows when somebody presses Ctrl+C.
    await using var proxy = await ProxyHost.StartAsync(options, journal);
    await using var redis = await RedisUpstream.FindOrStartAsync(options.Redis, logs, journal, proxy.Stopping);
    await using var fleet = new Fleet(options, redis, logs, proxy, journal);
    await fleet.StartAllAsync(proxy.Stopping);

    using var visitor = new Visitor(proxy.Address, fleet.AddressOf);
    var interpreter = new Interpreter(fleet, visitor, journal);
    if (options.Script is { } script)
    {
        await Script.RunAsync(script, interpreter, journal, proxy.Stopping);
        journal.Good("script", $"{Path.GetFileName(script)} went well");
        return 0;
    }

    journal.Good("cluster", $"open {proxy.Address} and sign in as anna with the password desk; 'help' lists the commands");
    await Prompt.RunAsync(interpreter, journal, proxy.Stopping);
    return 0;
}
catch (CommandException exception)
{
    journal.Bad("failed", exception.Message);
    logs.Keep(journal);
    return 1;
}
catch (OperationCanceledException)
{
    return options.Script is null ? 0 : 1;
}
