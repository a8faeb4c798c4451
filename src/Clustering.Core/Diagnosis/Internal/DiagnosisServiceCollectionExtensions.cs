using Clustering.Internal;
using Clustering.Redis.Internal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Clustering.Diagnosis.Internal;

/// <summary>Registers the doctor.</summary>
internal static class DiagnosisServiceCollectionExtensions
{
    public static IClusterBuilder AddDiagnosis(this IClusterBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(provider => new DiagnosisKeys(provider.GetRequiredService<IOptions<ClusterOptions>>().Value.Name));
        services.TryAddSingleton<RedisClusterDoctor>();
        services.TryAddSingleton<InProcessClusterDoctor>();
        services.TryAddSingleton(ClusterBackend.Choose<IClusterDoctor, RedisClusterDoctor, InProcessClusterDoctor>);
        services.TryAddSingleton<IRedisDiagnostician, RedisDiagnostician>();
        return builder;
    }
}
