using Clustering.Contracts.Locks;
using Clustering.Locks;
using Clustering.Locks.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Clustering.Core.Tests.Locks;

/// <summary>The contract of locks, without Redis: the node that an app gets with <c>redis.enabled</c> off.</summary>
public sealed class InProcessLocksTests : LocksContract
{
    private protected override int RandomSequences => 4_000;

    private protected override int RandomLanes => 2;

    private protected override Task<LockBackend> StartAsync() => Task.FromResult<LockBackend>(new Process());

    private sealed class Process : LockBackend
    {
        private readonly IHost _host;

        public Process()
        {
            var builder = Host.CreateEmptyApplicationBuilder(null);
            builder.AddClusteringCore();
            _host = builder.Build();
            Nodes = [_host.Services.GetRequiredService<IClusterLocks>()];
        }

        public override IReadOnlyList<IClusterLocks> Nodes { get; }

        public override IFenceGuard Guard => _host.Services.GetRequiredService<IFenceGuard>();

        public override Task<long> WaitingAsync(string name) => Task.FromResult<long>(Assert.IsType<InProcessLocks>(Nodes[0]).Waiting(name));

        public override ValueTask DisposeAsync()
        {
            _host.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
