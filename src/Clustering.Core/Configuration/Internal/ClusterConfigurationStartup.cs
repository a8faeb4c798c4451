using Clustering.Redis.Internal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clustering.Configuration.Internal;

/// <summary>Checks the configuration before anything starts, and says what is odd about it.</summary>
internal sealed class ClusterConfigurationStartup : IHostedService
{
    private readonly ClusterConfigurationCheck _check;
    private readonly RedisSettings _redis;
    private readonly IHostEnvironment? _environment;
    private readonly ILogger _logger;

    // Here and not in StartAsync: a host first makes all its services, and the next one may already want the options; it would
    // get to see its own section's problems alone.
    public ClusterConfigurationStartup(
        ClusterConfigurationCheck check,
        ClusterConfiguration configuration,
        IHostEnvironment? environment = null,
        ILogger<ClusterConfigurationStartup>? logger = null)
    {
        check.ThrowIfInvalid();

        _check = check;
        _redis = configuration.Redis.Settings;
        _environment = environment;
        _logger = logger ?? (ILogger)NullLogger.Instance;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var warning in _check.Warnings)
        {
            _logger.Odd(warning);
        }

        if (_redis is { Enabled: true, Sentinel: null } && _environment?.IsProduction() == true)
        {
            _logger.SimpleModeInProduction();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
