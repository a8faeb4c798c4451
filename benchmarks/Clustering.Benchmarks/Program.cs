// dotnet run -c Release --project benchmarks/Clustering.Benchmarks -- …
//
//     sessions-load [--seconds N] [--rounds N] [--connections N] [--only TEXT] [--check]
//                     sessions under load against ASP.NET Core's own store; writes docs/benchmarks/sessions.md
//     locks-load [--check]
//                     locks against SET NX and a bare message; writes docs/benchmarks/locks.md
//     caches-load [--check]
//                     how fast an invalidation is everywhere beside a bare message; writes docs/benchmarks/caches.md
//     caches-faults [--runs N]
//                     what breaks caches elsewhere, over and over; writes docs/benchmarks/caches-faults.md
//     operations-load [--check]
//                     operations through one connection beside a bare list and a stream; writes docs/benchmarks/operations.md
//     operations-backlog [--check]
//                     a million operations in a queue; writes docs/benchmarks/operations-backlog.md
//     operations-faults [--count N] [--keys N] [--seed N]
//                     operations whose workers are killed and frozen, on a Redis that restarts and one that fails over;
//                     writes docs/benchmarks/operations-faults.md
//     --filter '*'    what runs in the process, by BenchmarkDotNet; its options follow

using BenchmarkDotNet.Running;
using Clustering.Benchmarks.CachesFaults;
using Clustering.Benchmarks.CachesLoad;
using Clustering.Benchmarks.LocksLoad;
using Clustering.Benchmarks.OperationsBacklog;
using Clustering.Benchmarks.OperationsFaults;
using Clustering.Benchmarks.OperationsLoad;
using Clustering.Benchmarks.SessionsLoad;

switch (args)
{
    case [SessionsLoadCommand.Name, .. var rest]:
        return await SessionsLoadCommand.RunAsync(rest);
    case [LocksLoadCommand.Name, .. var rest]:
        return await LocksLoadCommand.RunAsync(rest);
    case [CachesLoadCommand.Name, .. var rest]:
        return await CachesLoadCommand.RunAsync(rest);
    case [CachesFaultsCommand.Name, .. var rest]:
        return await CachesFaultsCommand.RunAsync(rest);
    case [OperationsLoadCommand.Name, .. var rest]:
        return await OperationsLoadCommand.RunAsync(rest);
    case [OperationsBacklogCommand.Name, .. var rest]:
        return await OperationsBacklogCommand.RunAsync(rest);
    case [OperationsFaultsCommand.Name, .. var rest]:
        return await OperationsFaultsCommand.RunAsync(rest);
    case [SessionsApp.Name, var kind, var redis]:
        await SessionsApp.RunAsync(kind, redis);
        return 0;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
}
