// A node in a process of its own. The first argument says what it does; the others are settings. It ends with its input.
//
//     lock            holds the lock 'a' and answers each line of its input
//     cache           reads the cache 'books' for each line of its input; the file File is what the cache is loaded from
//     operations      runs operations and writes what it does to the file RunLog, until SIGTERM or the end of its input

using Clustering.NodeProcess;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var builder = Host.CreateApplicationBuilder(args[1..]);
builder.Logging.ClearProviders();
return args[0] switch
{
    "lock" => await LockRole.RunAsync(builder),
    "cache" => await CacheRole.RunAsync(builder),
    "operations" => await OperationsRole.RunAsync(builder),
    var role => throw new ArgumentException($"'{role}' is not what this program can be."),
};
