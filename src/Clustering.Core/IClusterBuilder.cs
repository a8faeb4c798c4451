using Microsoft.Extensions.DependencyInjection;

namespace Clustering;

/// <summary>What <c>AddClustering()</c> and <c>AddClusteringCore()</c> return, for features to be added to.</summary>
public interface IClusterBuilder
{
    /// <summary>Gets the services of the app.</summary>
    IServiceCollection Services { get; }
}
