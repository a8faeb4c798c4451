using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;
using StackExchange.Redis;

namespace StandIns.Tests;

public sealed class XxHash3Tests
{
    private const int Seed = 1;

    private delegate ulong Hash(ReadOnlySpan<byte> source, long seed);

    /// <summary>The SDK ships the genuine assembly for its own use, on every machine.</summary>
    [Fact]
    public void HashToUInt64_ForEveryLengthAndSeveralSeeds_AgreesWithTheGenuineOne()
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../.."));
        var genuine = Directory.GetFiles(Path.Combine(root, "sdk"), "System.IO.Hashing.dll", SearchOption.AllDirectories).First();
        var expected = HashOf(new AssemblyLoadContext("genuine").LoadFromAssemblyPath(genuine));
        var actual = HashOf(Assembly.Load("System.IO.Hashing"));
        Assert.NotEqual(expected.Method.Module, actual.Method.Module);

        var random = new Random(Seed);
        var data = new byte[5000];
        random.NextBytes(data);

        // Every length through all of the algorithm's branches and two of its stripes, then some.
        for (var length = 0; length < data.Length; length += length < 2100 ? 1 : 13)
        {
            foreach (var seed in (long[])[0, 1, -1, long.MinValue, random.NextInt64()])
            {
                Assert.Equal(expected(data.AsSpan(0, length), seed), actual(data.AsSpan(0, length), seed));
            }
        }

        static Hash HashOf(Assembly assembly) => assembly.GetType("System.IO.Hashing.XxHash3")!
            .GetMethod("HashToUInt64", [typeof(ReadOnlySpan<byte>), typeof(long)])!.CreateDelegate<Hash>();
    }

    [Fact]
    [Experimental("SER002")]
    public void CalculateDigest_OfNothing_IsThePublishedValue() =>
        Assert.Contains("2d06800538d394c2", ValueCondition.CalculateDigest([]).ToString(), StringComparison.Ordinal);
}
