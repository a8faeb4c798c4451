using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.LoadBalancing;
using Yarp.ReverseProxy.Transforms;

namespace LocalCluster.Proxy;

/// <summary>What the load balancer is told: one route, one cluster.</summary>
internal static class ProxyConfiguration
{
    public const string ClusterId = "desk";

    // With the host that the visitor asked for, so that the nodes' redirects lead back here.
    public static RouteConfig Route { get; } = new RouteConfig
    {
        RouteId = "all",
        ClusterId = ClusterId,
        Match = new() { Path = "{**rest}" },
    }.WithTransformUseOriginalHostHeader();

    public static ClusterConfig Cluster(IReadOnlyDictionary<string, DestinationConfig> destinations, bool affinity) => new()
    {
        ClusterId = ClusterId,
        Destinations = new Dictionary<string, DestinationConfig>(destinations),
        LoadBalancingPolicy = LoadBalancingPolicies.RoundRobin,
        HealthCheck = new()
        {
            Active = new()
            {
                Enabled = true,
                Interval = TimeSpan.FromSeconds(1),
                Timeout = TimeSpan.FromSeconds(2),
                Policy = HealthCheckConstants.ActivePolicy.ConsecutiveFailures,
                Path = "/cluster/ready",
            },
        },
        Metadata = new Dictionary<string, string> { [ConsecutiveFailuresHealthPolicyOptions.ThresholdMetadataName] = "1" },

        // Off unless asked for: any node can answer, and the sample is there to show it.
        SessionAffinity = affinity ? new() { Enabled = true, AffinityKeyName = "desk.node" } : null,
    };
}
