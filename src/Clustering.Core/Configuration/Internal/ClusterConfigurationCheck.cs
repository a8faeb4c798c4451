namespace Clustering.Configuration.Internal;

/// <summary>Everything that is wrong with the configuration, in one report, whichever part is asked for first.</summary>
internal sealed class ClusterConfigurationCheck(ClusterConfiguration configuration, IEnumerable<IOptionsCheck> checks)
{
    private readonly Lazy<IReadOnlyList<ConfigurationProblem>> _problems = new(
        () => [.. configuration.Redis.Problems, .. checks.SelectMany(check => check.Run())]);

    public IReadOnlyList<string> Warnings => [.. configuration.Redis.Warnings, .. configuration.Clustering.Warnings];

    /// <exception cref="ClusterConfigurationException">Something is wrong.</exception>
    public void ThrowIfInvalid()
    {
        if (_problems.Value.Count > 0)
        {
            throw new ClusterConfigurationException(_problems.Value);
        }
    }
}
