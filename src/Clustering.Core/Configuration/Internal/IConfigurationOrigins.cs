namespace Clustering.Configuration.Internal;

/// <summary>A provider that can tell where in its source a key stands.</summary>
internal interface IConfigurationOrigins
{
    /// <summary>The key as it is written there, and the place.</summary>
    (string Written, string Origin)? OriginOf(string key);
}
