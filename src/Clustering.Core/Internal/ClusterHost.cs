using Clustering.Nodes;
using Clustering.Nodes.Internal;
using Clustering.Redis.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Clustering.Internal;

/// <summary>Starts and stops what a node runs: first in, last out, so that a web server's requests find everything up, and still up.</summary>
internal sealed class ClusterHost(IServiceProvider services, ClusterBackend backend, IOptions<ClusterOptions> options, ILogger<ClusterHost> logger)
    : IHostedLifecycleService
{
    private readonly List<IClusterService> _started = [];

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (backend.IsRedis)
        {
            await StartRedisAsync(cancellationToken).ConfigureAwait(false);
        }

        foreach (var service in services.GetServices<IClusterService>())
        {
            await service.StartAsync(cancellationToken).ConfigureAwait(false);
            _started.Add(service);
        }

        var self = services.GetRequiredService<IClusterNodes>().Self;
        logger.Started(self.Id, self.Name, options.Value.Name, backend.IsRedis ? services.GetRequiredService<RedisConnection>().Target : "this process alone");
    }

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        _started.Reverse();
        foreach (var service in _started)
        {
            await service.StopAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task StartRedisAsync(CancellationToken cancellationToken)
    {
        var redis = services.GetRequiredService<RedisConnection>();
        redis.Observe(services.GetRequiredService<RedisNodeChannel>()); // First: the others ask for state only once messages arrive.
        await redis.StartAsync(options.Value.Startup, cancellationToken).ConfigureAwait(false);
    }
}
