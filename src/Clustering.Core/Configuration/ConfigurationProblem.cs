namespace Clustering.Configuration;

/// <summary>One setting that cannot be used as it stands, and what to do about it.</summary>
/// <param name="Path">
/// The setting as it was written: <c>spring.redis.timeout</c>, <c>Clustering:Nodes:Lease</c>, or the name of an environment variable.
/// </param>
/// <param name="Value">What it was set to; <c>***</c> in place of anything secret; <see langword="null"/> when it is not set.</param>
/// <param name="Origin">
/// Where the value comes from: a file with its line where that is known, the environment, the command line, code;
/// <see langword="null"/> when it is not set.
/// </param>
/// <param name="Reason">What is wrong with it, in a sentence.</param>
/// <param name="Remedy">What to write instead, in a sentence.</param>
public sealed record ConfigurationProblem(string Path, string? Value, string? Origin, string Reason, string Remedy)
{
    /// <summary>Tells the whole problem in one line.</summary>
    /// <returns>Setting, value, origin, reason and remedy.</returns>
    public override string ToString()
    {
        var value = Value is null ? "" : $" = '{Value}'";
        var origin = Origin is null ? "" : $" ({Origin})";
        return $"{Path}{value}{origin}: {Reason} {Remedy}";
    }
}
