using System.Text.Json.Nodes;
using Clustering.Configuration.Internal;
using Clustering.Redis.Internal;
using NJsonSchema;

namespace Clustering.AspNetCore.Tests.Configuration;

/// <summary>The schema that completes <c>appsettings.json</c>: it knows what the code knows, and takes what the code takes.</summary>
public sealed class ConfigurationSchemaTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "ConfigurationSchema.json"));

    private static readonly IReadOnlyList<Setting> Settings = [.. RedisSettingTable.Schema.Settings, .. ClusteringSchema.Schema.Settings];

    private static readonly Dictionary<string, JsonObject> Described = Walk();

    public static TheoryData<string> Paths => [.. Settings.SelectMany(setting => setting.Paths)];

    public static TheoryData<string> Examples =>
        [.. File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "configuration.md")).Split("```json")[1..].Select(block => block.Split("```")[0])];

    [Fact]
    public void Schema_KnowsTheDeclaredSettingsAndNoOthers() => Assert.Equal(
        Settings.SelectMany(setting => setting.Paths).Select(Normal).Order(StringComparer.Ordinal),
        Described.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Paths))]
    public void Schema_OfASetting_SaysWhatItsDeclarationSays(string path)
    {
        var setting = Settings.Single(setting => setting.Paths.Contains(path));
        var described = Described[Normal(path)];
        var declared = DeclaredSchema.Of(setting);
        if (described["type"] is JsonArray types && types.Any(type => type!.GetValue<string>() == "object"))
        {
            // The short form of a section, as in "ssl": true.
            Assert.Equal(["boolean", "object"], types.Select(type => type!.GetValue<string>()));
            Assert.Equal((string?)declared["description"], (string?)described["description"]);
            return;
        }

        Assert.True(JsonNode.DeepEquals(declared, described), $"{path} is declared as {declared}, but described as {described}.");
    }

    [Theory]
    [MemberData(nameof(Examples))]
    [InlineData("""{}""")]
    [InlineData("""{ "Logging": { "LogLevel": { "Default": "Information" } }, "AllowedHosts": "*" }""")]
    [InlineData("""{ "spring": { "application": { "name": "x" }, "redis": { "host": "a", "port": 7000, "ssl": true, "timeout": 500 } } }""")]
    [InlineData("""{ "spring": { "data": { "redis": { "ssl": { "enabled": true, "bundle": "b" }, "sentinel": { "master": "m", "nodes": "a,b:1" } } } } }""")]
    [InlineData("""{ "spring": { "data": { "redis": { "sentinel": { "ssl": true } } } } }""")]
    [InlineData("""{ "spring": { "ssl": { "bundle": { "pem": { "a-b": { "truststore": { "certificate": "ca.pem" }, "options": { "enabled-protocols": [ "TLSv1.3" ] } } } } } } }""")]
    [InlineData("""{ "spring": { "redis": { "timeout": "PT2S", "connect-timeout": "00:00:02" } } }""")]
    [InlineData("""{ "Clustering": { "Startup": "Wait", "Nodes": { "Heartbeat": "2s", "Lease": 6000 } } }""")]
    [InlineData("""{ "Clustering": { "Sessions": { "AbsoluteTimeout": "8h", "MaxBytes": 1024, "Encrypt": true, "OnUnavailable": "Degrade" } } }""")]
    public async Task Validate_WhatTheCodeTakes_IsAccepted(string json) => Assert.Empty(await ValidateAsync(json));

    [Theory]
    [InlineData("""{ "redis": { "enabled": "maybe" } }""", "redis.enabled")]
    [InlineData("""{ "redis": true }""", "redis")]
    [InlineData("""{ "spring": { "redis": { "host": 1 } } }""", "spring.redis.host")]
    [InlineData("""{ "spring": { "redis": { "port": "x" } } }""", "spring.redis.port")]
    [InlineData("""{ "spring": { "redis": { "port": 0 } } }""", "spring.redis.port")]
    [InlineData("""{ "spring": { "data": { "redis": { "port": 65536 } } } }""", "spring.data.redis.port")]
    [InlineData("""{ "spring": { "data": { "redis": { "timeout": "1.5s" } } } }""", "spring.data.redis.timeout")]
    [InlineData("""{ "spring": { "data": { "redis": { "timeout": "00:05" } } } }""", "spring.data.redis.timeout")]
    [InlineData("""{ "spring": { "data": { "redis": { "timeout": true } } } }""", "spring.data.redis.timeout")]
    [InlineData("""{ "spring": { "data": { "redis": { "sentinel": { "nodes": [ 1 ] } } } } }""", "nodes")]
    [InlineData("""{ "spring": { "data": { "redis": { "sentinel": { "nodes": 1 } } } } }""", "nodes")]
    [InlineData("""{ "spring": { "data": { "redis": { "ssl": "b" } } } }""", "ssl")]
    [InlineData("""{ "spring": { "ssl": { "bundle": { "jks": { "a": { "keystore": { "location": 1 } } } } } } }""", "location")]
    [InlineData("""{ "spring": { "ssl": { "bundle": { "pem": { "a": "ca.pem" } } } } }""", "pem")]
    [InlineData("""{ "Clustering": { "Name": 1 } }""", "Clustering.Name")]
    [InlineData("""{ "Clustering": { "Startup": "Later" } }""", "Clustering.Startup")]
    [InlineData("""{ "Clustering": { "Nodes": { "Heartbeat": [] } } }""", "Clustering.Nodes.Heartbeat")]
    [InlineData("""{ "Clustering": { "Sessions": { "MaxBytes": 1.5 } } }""", "Clustering.Sessions.MaxBytes")]
    [InlineData("""{ "Clustering": { "Sessions": { "MaxKeys": 0 } } }""", "Clustering.Sessions.MaxKeys")]
    [InlineData("""{ "Clustering": { "Sessions": { "Encrypt": 2 } } }""", "Clustering.Sessions.Encrypt")]
    [InlineData("""{ "Clustering": { "Sessions": "x" } }""", "Clustering.Sessions")]
    public async Task Validate_WrongType_IsRefusedWhereItStands(string json, string path) =>
        Assert.Contains(await ValidateAsync(json), error => error.Contains(path, StringComparison.Ordinal));

    private static async Task<string[]> ValidateAsync(string json)
    {
        var schema = await JsonSchema.FromJsonAsync(Text, TestContext.Current.CancellationToken);
        return [.. schema.Validate(json).Select(error => error.ToString())];
    }

    // The schema spells sections; in a path, colons and dots are one.
    private static string Normal(string path) => path.Replace(':', '.');

    private static Dictionary<string, JsonObject> Walk()
    {
        var root = JsonNode.Parse(Text)!.AsObject();
        var described = new Dictionary<string, JsonObject>();
        Walk(root, "");
        return described;

        void Walk(JsonObject node, string path)
        {
            if ((string?)node["$ref"] is { } reference)
            {
                node = root["definitions"]![reference["#/definitions/".Length..]]!.AsObject();
            }

            if (node["additionalProperties"] is JsonObject named)
            {
                Walk(named, $"{path}.{SettingPath.Name}");
                return;
            }

            var properties = node["properties"]?.AsObject();
            if (properties is null || node["type"] is JsonArray)
            {
                described.Add(path, node);
            }

            foreach (var (name, property) in properties ?? [])
            {
                Walk(property!.AsObject(), path.Length == 0 ? name : $"{path}.{name}");
            }
        }
    }
}
