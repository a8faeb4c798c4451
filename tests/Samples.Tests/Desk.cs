using System.Text.RegularExpressions;
using Clustering.Testing;

namespace Samples.Tests;

/// <summary>Two nodes of Document Desk over one Redis, for all tests of a class. Each takes documents of its own.</summary>
public sealed partial class Desk : IAsyncLifetime
{
    private readonly LocalClusterRun _run = new("--nodes", "2");

    public Uri First => new(Addresses().Matches(_run.Output)[0].Groups[1].Value);

    public Uri Second => new(Addresses().Matches(_run.Output)[1].Groups[1].Value);

    /// <summary>Gets the load balancer, by the name that the nodes have too, for the cookies' sake.</summary>
    public Uri Any => new($"http://127.0.0.1:{LoadBalancer().Match(_run.Output).Groups[1].Value}");

    public string Output => _run.Output;

    public void Type(string command) => _run.Type(command);

    public async ValueTask InitializeAsync() => await Eventually.TrueAsync(
        () => _run.Output.Contains("sign in as anna", StringComparison.Ordinal), "the cluster is up", TimeSpan.FromMinutes(2));

    public ValueTask DisposeAsync() => _run.DisposeAsync();

    [GeneratedRegex(@"node-\d +started on (http\S+)")]
    private static partial Regex Addresses();

    [GeneratedRegex(@"open http://localhost:(\d+)/ and sign in")]
    private static partial Regex LoadBalancer();
}
