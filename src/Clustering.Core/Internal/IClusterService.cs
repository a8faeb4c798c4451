namespace Clustering.Internal;

/// <summary>A part of a node that runs from the start of the host to its end.</summary>
internal interface IClusterService
{
    Task StartAsync(CancellationToken cancellationToken);

    Task StopAsync(CancellationToken cancellationToken);
}
