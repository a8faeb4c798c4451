using System.Runtime.CompilerServices;

namespace Clustering.Testing;

/// <summary>Cluster names, so that all tests can share one Redis and none meets another.</summary>
public static class ClusterNames
{
    private const int LongestMember = 40;

    /// <summary>Makes a name that no other test has, in this run or an earlier one.</summary>
    /// <param name="member">The test, so that a key left behind says whose it was.</param>
    /// <returns>The test's name, at most 40 characters of it, and twelve random hexadecimal digits.</returns>
    public static string New([CallerMemberName] string member = "test")
    {
        var kept = member.Length <= LongestMember ? member : member[..LongestMember];
        return $"{kept}-{Guid.NewGuid().ToString("n")[..12]}";
    }
}
