using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Clustering.Core.Tests.Documentation;

namespace Clustering.Core.Tests.Conventions;

/// <summary>Every Lua script: how it looks, and that what its header promises is so.</summary>
public sealed partial class ScriptTests
{
    private static readonly string[] WithoutKeys = ["TIME", "PUBLISH"];

    public static TheoryData<string> Scripts => [.. typeof(ClusterOptions).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".lua", StringComparison.Ordinal))];

    [Fact]
    public void Scripts_OfTheSources_AreAllEmbedded() => Assert.Equal(
        Repository.FilesOf("src", ".lua").Select(Path.GetFileName).Order(StringComparer.Ordinal),
        Scripts.Select(script => script.Data).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Text_IsAsciiWithoutByteOrderMarkAndEndsItsLastLine(string name)
    {
        var bytes = Read(name);

        // A byte-order mark is a syntax error to Redis.
        Assert.All(bytes, value => Assert.True(value is (byte)'\n' or (>= 0x20 and < 0x7F), $"{name} has the byte 0x{value:X2}."));
        Assert.Equal((byte)'\n', bytes[^1]);
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Header_SaysWhatItDoesWhatItTakesAndWhatItReturns(string name)
    {
        var header = Header(name);

        Assert.StartsWith($"-- {name}: ", header[0], StringComparison.Ordinal);
        Assert.Contains(header, line => line.StartsWith("-- KEYS[1]", StringComparison.Ordinal));
        Assert.Contains(header, line => line.StartsWith("-- Returns  ", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Keys_InTheHeader_AreThoseThatAreUsed(string name)
    {
        var listed = Numbers(Header(name), KeyLine());
        var used = Numbers(Body(name), LiteralKey());

        Assert.Equal(Enumerable.Range(1, listed.Count), listed);
        Assert.Empty(used.Except(listed));
        if (!Body(name).Any(line => ComputedKey().IsMatch(line)))
        {
            Assert.Empty(listed.Except(used));
        }
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Arguments_InTheHeader_AreThoseThatAreUsed(string name)
    {
        var listed = Numbers(Header(name), ArgumentLine());
        var used = Numbers(Body(name), LiteralArgument());

        Assert.Equal(Enumerable.Range(1, listed.Count), listed);
        Assert.Equal(listed, used);
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Calls_TouchDeclaredKeysOnly(string name)
    {
        var body = string.Join('\n', Body(name));
        var aliases = Alias().Matches(body).Select(match => match.Groups[1].Value).ToHashSet();

        var calls = Call().Matches(body);
        Assert.NotEmpty(calls);
        Assert.All(
            calls.Where(call => !WithoutKeys.Contains(call.Groups[1].Value)),
            call => Assert.True(
                call.Groups[2].Value.StartsWith("KEYS[", StringComparison.Ordinal) || aliases.Contains(call.Groups[2].Value),
                $"{name}: {call.Value} is on '{call.Groups[2].Value}', which is no KEYS[n]."));
        Assert.Equal(body.Split("redis.call(").Length + body.Split("redis.pcall(").Length - 2, calls.Count);
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Face_StandsBesideTheScript(string name)
    {
        var folder = Path.GetDirectoryName(Repository.FilesOf("src", ".lua").Single(file => Path.GetFileName(file) == name))!.Replace('\\', '/');
        var faces = Repository.FilesOf(folder, ".cs").Where(file => Repository.ReadText(file).Contains($"new(\"{name}\")", StringComparison.Ordinal));

        Assert.Single(faces);
    }

    private static byte[] Read(string name)
    {
        using var stream = typeof(ClusterOptions).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static string[] Header(string name) =>
        [.. Encoding.ASCII.GetString(Read(name)).Split('\n').TakeWhile(line => line.StartsWith("--", StringComparison.Ordinal))];

    private static string[] Body(string name) =>
        [.. Encoding.ASCII.GetString(Read(name)).Split('\n').Where(line => !line.TrimStart().StartsWith("--", StringComparison.Ordinal))];

    private static List<int> Numbers(IEnumerable<string> lines, Regex number) =>
        [.. lines.SelectMany(line => number.Matches(line)).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).Distinct().Order()];

    [GeneratedRegex(@"^-- KEYS\[(\d+)\]")]
    private static partial Regex KeyLine();

    [GeneratedRegex(@"^-- ARGV\[(\d+)\]")]
    private static partial Regex ArgumentLine();

    [GeneratedRegex(@"KEYS\[(\d+)\]")]
    private static partial Regex LiteralKey();

    [GeneratedRegex(@"KEYS\[[^\d]")]
    private static partial Regex ComputedKey();

    [GeneratedRegex(@"ARGV\[(\d+)\]")]
    private static partial Regex LiteralArgument();

    [GeneratedRegex(@"^local (\w+) = KEYS\[\d+\] ~= KEYS\[\d+\] and KEYS\[\d+\]$", RegexOptions.Multiline)]
    private static partial Regex Alias();

    [GeneratedRegex(@"redis\.p?call\('([A-Z]+)'(?:, ((?:KEYS\[[^\]]+\])|\w+))?")]
    private static partial Regex Call();
}
