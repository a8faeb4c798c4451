using LocalCluster.Nodes;
using LocalCluster.Processes;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Configuration;

namespace LocalCluster.Proxy;

/// <summary>The load balancer in front of the nodes: YARP, which asks every node each second whether it is ready.</summary>
internal sealed class ProxyHost : IAsyncDisposable
{
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;
    private readonly InMemoryConfigProvider _configuration;
    private readonly OpenStreams _streams;
    private readonly bool _affinity;
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, DestinationConfig> _destinations = new(StringComparer.Ordinal);

    private ProxyHost(WebApplication app, OpenStreams streams, int port, bool affinity)
    {
        _app = app;
        _streams = streams;
        _affinity = affinity;
        _configuration = app.Services.GetRequiredService<InMemoryConfigProvider>();
        Port = port;
        Address = new($"http://localhost:{port}");
    }

    public int Port { get; }

    public Uri Address { get; }

    /// <summary>Gets a token that is cancelled by Ctrl+C or SIGTERM.</summary>
    public CancellationToken Stopping => _app.Lifetime.ApplicationStopping;

    public static async Task<ProxyHost> StartAsync(LocalClusterOptions options, Journal journal)
    {
        var port = options.Port == 0 ? FreePort.Next() : options.Port;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port));
        builder.Services.AddReverseProxy().LoadFromMemory([ProxyConfiguration.Route], [ProxyConfiguration.Cluster(new Dictionary<string, DestinationConfig>(), options.Affinity)]);

        var streams = new OpenStreams();
        var app = builder.Build();
        app.MapReverseProxy(pipeline =>
        {
            if (options.Verbose)
            {
                pipeline.Use((context, next) => RequestJournal.InvokeAsync(context, next, journal));
            }

            pipeline.Use(RetryElsewhere.InvokeAsync);
            if (options.Affinity)
            {
                pipeline.UseSessionAffinity();
            }

            pipeline.UseLoadBalancing();
            pipeline.Use(streams.InvokeAsync);
        });

        try
        {
            await app.StartAsync();
        }
        catch (IOException exception)
        {
            await app.DisposeAsync();
            throw new CommandException($"The load balancer cannot listen on port {port}: {exception.Message} Choose another with --port.");
        }

        return new(app, streams, port, options.Affinity);
    }

    public void Add(Node node)
    {
        lock (_lock)
        {
            _destinations[node.Name] = new() { Address = node.Address.ToString() };
            Update();
        }
    }

    /// <summary>Sends a node no more requests, and waits until those in flight have ended: all but event streams, which end with the node.</summary>
    public async Task RemoveAsync(Node node, CancellationToken cancellationToken)
    {
        var destination = Find(node.Name);
        lock (_lock)
        {
            _destinations.Remove(node.Name);
            Update();
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(DrainLimit);
        while (destination is not null && destination.ConcurrentRequestCount > _streams.To(node.Name))
        {
            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>Says in a word or two what the load balancer thinks of a node.</summary>
    public string OpinionOf(Node node) => Find(node.Name) is { } destination
        ? $"{(destination.Health.Active == Yarp.ReverseProxy.Model.DestinationHealth.Unhealthy ? "not used" : "used")}, {destination.ConcurrentRequestCount} in flight"
        : "not known";

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private Yarp.ReverseProxy.Model.DestinationState? Find(string name) =>
        _app.Services.GetRequiredService<IProxyStateLookup>().TryGetCluster(ProxyConfiguration.ClusterId, out var cluster)
            ? cluster.Destinations.GetValueOrDefault(name)
            : null;

    private void Update() => _configuration.Update([ProxyConfiguration.Route], [ProxyConfiguration.Cluster(_destinations, _affinity)]);
}
