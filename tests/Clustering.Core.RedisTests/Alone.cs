namespace Clustering.Core.RedisTests;

/// <summary>Tests about time, which no other test may take the processors from.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
