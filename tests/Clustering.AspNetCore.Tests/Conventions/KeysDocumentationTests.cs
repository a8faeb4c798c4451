using System.Reflection;
using System.Text.RegularExpressions;
using Clustering.Core.Tests.Documentation;
using Clustering.Sessions;
using StackExchange.Redis;

namespace Clustering.AspNetCore.Tests.Conventions;

/// <summary><c>docs/keys.md</c> against the classes that make the names of keys and channels.</summary>
public sealed partial class KeysDocumentationTests
{
    private const string AnyPart = "*";

    private static readonly Page Keys = new("docs/keys.md");

    private static IEnumerable<Type> Classes => ((Assembly[])[typeof(ClusterOptions).Assembly, typeof(SessionAttribute).Assembly])
        .SelectMany(assembly => assembly.GetTypes())
        .Where(type => type.Name.EndsWith("Keys", StringComparison.Ordinal) && type.Namespace?.EndsWith(".Internal", StringComparison.Ordinal) == true);

    [Fact]
    public void Keys_InTheTable_AreThoseThatAreMade() => Assert.Equal(
        Names(typeof(RedisKey), typeof(string)).Order(StringComparer.Ordinal), Documented("Key").Order(StringComparer.Ordinal));

    [Fact]
    public void Channels_InTheTable_AreThoseThatAreMade() => Assert.Equal(
        Names(typeof(RedisChannel)).Order(StringComparer.Ordinal), Documented("Channel").Order(StringComparer.Ordinal));

    [Fact]
    public void Keys_InTheTable_HaveATypeAnEndAndALineToLookAtThem()
    {
        var commands = Keys.Blocks("bash").SelectMany(block => block).ToList();

        Assert.All(commands, command => Assert.StartsWith("redis-cli ", command, StringComparison.Ordinal));
        foreach (var row in Keys.Rows.Where(row => row.ContainsKey("Key")))
        {
            Assert.Matches("^(string|hash|list|sorted set)\\b", row["Type"]);
            Assert.NotEmpty(row["Ends"]);
            Assert.NotEmpty(row["Written by"]);
            var key = Placeholder().Split(row["Key"].Trim('`'))[0];
            Assert.Contains(commands, command => command.Contains($"'{key}", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Scripts_InTheTable_AreThoseThatWriteTheKey()
    {
        var scripts = Repository.FilesOf("src", ".lua").Select(Path.GetFileName).ToHashSet();
        var named = Keys.Rows.Where(row => row.ContainsKey("Key")).SelectMany(row => Script().Matches(row["Written by"])).Select(match => match.Value).ToHashSet();

        Assert.Empty(named.Except(scripts!));
    }

    private static IEnumerable<string> Documented(string column) => Keys.Rows
        .Where(row => row.ContainsKey(column))
        .Select(row => $"{row["Made in"].Trim('`')} {Placeholder().Replace(row[column].Trim('`').Replace(":DB:", ":0:", StringComparison.Ordinal), AnyPart)}");

    // What each class makes, with a star for what callers put in.
    private static IEnumerable<string> Names(params Type[] kinds)
    {
        foreach (var type in Classes)
        {
            var keys = Activator.CreateInstance(type, [.. type.GetConstructors()[0].GetParameters().Select(Given)])!;
            foreach (var property in type.GetProperties().Where(property => kinds.Contains(property.PropertyType)))
            {
                // A string is the beginning of keys that somebody else completes.
                yield return $"{type.Name} {property.GetValue(keys)}{(property.PropertyType == typeof(string) ? AnyPart : "")}";
            }

            foreach (var method in type.GetMethods().Where(method => kinds.Contains(method.ReturnType) && !method.IsSpecialName && method.DeclaringType == type))
            {
                yield return $"{type.Name} {method.Invoke(keys, [.. method.GetParameters().Select(_ => AnyPart)])}";
            }
        }
    }

    private static object? Given(ParameterInfo parameter) => parameter.Name switch
    {
        "cluster" => "NAME",
        "database" => 0, // The page writes DB.
        "prefix" => $"{{NAME}}:operations:{AnyPart}:", // The queue of a handler.
        "stockInstanceName" => null, // The stock store's keys are not the cluster's.
        var other => throw new NotSupportedException($"Say what '{other}' is to be, and how the page writes it."),
    };

    // Words in capitals stand for what differs; NAME, in its braces, is part of every key.
    [GeneratedRegex(@"\b(?:CATEGORY|ID|USER|KEY|LOCK|RESOURCE|REGION|HANDLER|TYPE|NODE)\b")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"[\w-]+\.lua")]
    private static partial Regex Script();
}
